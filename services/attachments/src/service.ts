// Reads what is attached to the messages of every source. Promise: a message is passed on whatever its attachments are
// like, each with its text or with the reason why it has none; the same bytes are read once.

import type { Blobs } from '@thala/blobs'
import { type SourceMessage, sourceTopics, topics } from '@thala/contracts'
import type { AttachmentReader, Reading } from '@thala/ocr'
import { done, type Memo, type Resource, type ServiceDeclaration, service } from '@thala/service'
import { type Readers, readOnce } from './bytes-read.ts'
import { enrich, toRead } from './decide.ts'

export interface AttachmentResources {
  readonly blobs: Resource<Blobs>
  readonly attachmentReader: Resource<AttachmentReader>
}

/**
 * One process reads for all that is in hand, which may be sixteen messages of each of eight partitions with some attachments
 * each. What was read by then is remembered, so a second try goes on where the first ended.
 */
const DEADLINE_MS = 3_600_000

export const attachments = ({ blobs, attachmentReader }: AttachmentResources): ServiceDeclaration => {
  const read = readOnce()

  const enriched = async (message: SourceMessage, readers: Readers, memo: Memo): Promise<SourceMessage> => {
    // All at once: they come to their turn together, so that of the messages in hand the first are finished first.
    const readings = toRead(message).map(
      async (sha256): Promise<[string, Reading]> => [sha256, await read(sha256, readers, memo)],
    )
    return enrich(message, new Map(await Promise.all(readings)))
  }

  return service({
    name: 'attachments',
    consumes: sourceTopics,
    produces: { enriched: topics.enriched },
    deadlineMs: DEADLINE_MS,
    resources: () => ({ blobs, attachmentReader }),
    handle: {
      slack: async ({ value }, { deps, memo, to }) => done(to.enriched(await enriched(value, deps, memo))),
      jira: async ({ value }, { deps, memo, to }) => done(to.enriched(await enriched(value, deps, memo))),
      email: async ({ value }, { deps, memo, to }) => done(to.enriched(await enriched(value, deps, memo))),
      ticket: async ({ value }, { deps, memo, to }) => done(to.enriched(await enriched(value, deps, memo))),
      api: async ({ value }, { deps, memo, to }) => done(to.enriched(await enriched(value, deps, memo))),
    },
  })
}
