// The format of `statuspage`: posts of status pages, their incidents, and which resolution belongs to which report.

import { join } from 'node:path'
import { ThalaError } from '@thala/contracts'
import { z } from 'zod'
import { readRows, time } from './rows.ts'

const post = z.object({
  id: z.string(),
  source: z.string(),
  ts: time,
  text: z.string(),
  label: z.string(),
  incident_id: z.string(),
  seq: z.int(),
  /** True, or why: its label says little. */
  ambiguous: z.union([z.boolean(), z.string()]).nullish(),
})
export type Post = z.infer<typeof post>

const incident = z.object({
  incident_id: z.string(),
  impact: z.string().nullish(),
  maintenance: z.boolean().nullish(),
})

const link = z.object({
  resolution_id: z.string(),
  gold_report_id: z.string(),
  candidates: z.array(z.string()).min(1),
  generic: z.boolean(),
})
export type Link = z.infer<typeof link>

export const postsIn = (folder: string): Promise<Post[]> => readRows(join(folder, 'messages.jsonl'), post)

export const incidentsIn = (folder: string): Promise<z.infer<typeof incident>[]> =>
  readRows(join(folder, 'incidents.jsonl'), incident)

/** Refuses links to posts that are not there. */
export async function linksIn(folder: string, posts: ReadonlyMap<string, Post>): Promise<Link[]> {
  const file = join(folder, 'links.jsonl')
  const links = await readRows(file, link)
  for (const [i, { resolution_id, gold_report_id, candidates }] of links.entries()) {
    const missing = [resolution_id, gold_report_id, ...candidates].find((id) => !posts.has(id))
    if (missing !== undefined)
      throw new ThalaError('bad-input', `${file}, line ${i + 1}: names ${missing}, which is not in messages.jsonl`)
  }
  return links
}
