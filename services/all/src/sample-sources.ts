// The files of the sample workspace as sources, told in source-time order across all three. At Nettlecart everybody reads
// every project and the mailbox of customer care, so what is said there meets what is said in Slack.

import { join } from 'node:path'
import { parseReaders } from '@thala/contracts'
import { fileSources } from '@thala/file-connector'
import type { SourceDeclaration } from '@thala/service'
import { SAMPLE } from './home.ts'
import type { PipelineResources } from './models.ts'

const READERS = 'jira:*=workspace,mail:*=workspace'
const files = [
  { kind: 'slack-export', path: join(SAMPLE, 'slack-export') },
  { kind: 'jira', path: join(SAMPLE, 'jira/search.json') },
  { kind: 'mbox', path: join(SAMPLE, 'mail/support.mbox') },
] as const

/** Anew for each run: the files of one call wait for each other. Named apart, for they share that run. */
export function sampleSources({ blobs }: Pick<PipelineResources, 'blobs'>): SourceDeclaration[] {
  const readers = parseReaders(READERS)
  const sources = fileSources(files.map((file) => ({ ...file, blobs, readers })))
  return sources.map((source, n) => ({ ...source, name: `sample-${files[n]?.kind}` }))
}
