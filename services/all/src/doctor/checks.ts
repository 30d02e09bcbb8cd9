// Everything that is looked at, in the order in which it is told. None needs another to have gone well, but for the
// variables: where those of the servers make no sense, nobody knows where to look.

import { blobFolder } from '@thala/blobs'
import { type Embedder, openLocalEmbedder } from '@thala/embedder'
import { localReader, type Reader } from '@thala/llm'
import { type AttachmentReader, openAttachmentReader } from '@thala/ocr'
import { type Env, installationVariables, isShared, partsOf, readSettings } from '@thala/runtime'
import type { Declaration } from '@thala/service'
import { faultOf, lookAtConfiguration } from './configuration.ts'
import { lookAtFolder, lookAtOwner } from './data-folder.ts'
import { lookAtDocuments } from './documents.ts'
import { lookAtLog } from './event-log.ts'
import type { Check } from './examine.ts'
import { lookAtMachine, thisMachine } from './machine.ts'
import { lookAtClassifier, lookAtEmbedder, lookAtPictures } from './models.ts'
import { knownVariables, lookAtSlack, lookAtVariables } from './variables.ts'

export interface DoctorSetting {
  readonly env: Env
  /** Absolute. */
  readonly dataDir: string
  /** `.env` of the checkout. */
  readonly envFile: string
  /** Everything that may run. */
  readonly declarations: readonly Declaration[]
  readonly now: number
  readonly open: Openers
}

/** What is loaded to be tried. */
export interface Openers {
  readonly reader: () => Promise<Reader>
  readonly embedder: () => Promise<Embedder>
  readonly attachmentReader: () => Promise<AttachmentReader>
}

export const openers: Openers = {
  reader: async () => localReader(),
  embedder: () => openLocalEmbedder(),
  attachmentReader: async () => openAttachmentReader(),
}

export function checksOf(setting: DoctorSetting): readonly Check[] {
  const { env, dataDir, envFile, declarations, open } = setting
  const node = { what: 'Node.js', on: process.version }
  const folder = { what: 'data folder', on: dataDir, variable: 'THALA_DATA_DIR' }
  const blobs = { what: 'attachments', on: blobFolder(env, dataDir), variable: 'THALA_BLOBS_DIR' }
  const configuration = { what: 'configuration', on: 'variables' }
  const classifier = { what: 'classification', on: 'linear model, on this machine' }
  const model = { what: 'sentence vectors', on: 'all-MiniLM-L6-v2, on this machine' }
  const pictures = { what: 'text in pictures', on: 'tesseract, on this machine' }
  return [
    { subject: node, look: () => lookAtMachine(thisMachine()) },
    { subject: configuration, look: () => lookAtConfiguration(env, declarations) },
    ...(isShared(env)
      ? []
      : [
          { subject: folder, look: () => lookAtFolder(folder) },
          { subject: { what: 'running process', on: dataDir }, look: () => lookAtOwner(dataDir) },
        ]),
    ...checksOfParts(setting),
    { subject: blobs, look: () => lookAtFolder(blobs) },
    { subject: classifier, look: () => lookAtClassifier(classifier, open.reader) },
    { subject: model, look: () => lookAtEmbedder(model, open.embedder) },
    { subject: pictures, look: () => lookAtPictures(pictures, open.attachmentReader) },
    { subject: { what: 'Slack', on: 'its variables' }, look: () => lookAtSlack(env) },
    {
      subject: configuration,
      look: () => lookAtVariables({ env, file: envFile, known: knownVariables(declarations) }),
    },
  ]
}

/** The log and the documents, wherever they are. */
function checksOfParts({ env, dataDir, declarations, now }: DoctorSetting): readonly Check[] {
  if (faultOf(installationVariables, env) !== null) return []
  const settings = readSettings(installationVariables, env)
  const [log, documents] = partsOf(settings, dataDir)
  const host = env.THALA_HOST || '127.0.0.1'
  return [
    { subject: log, look: () => lookAtLog(log, { env, settings, dataDir, declarations, now }) },
    { subject: documents, look: () => lookAtDocuments(documents, { settings, dataDir, host, now }) },
  ]
}
