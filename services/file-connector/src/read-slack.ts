// A Slack export, in a folder or a zip.

import { type ExportItem, openSlackExport, type SlackExport } from '@thala/chat'
import { hashId } from '@thala/contracts'
import type { Item, Reading, ReadingOptions } from './reading.ts'

export async function readSlack(path: string, options: ReadingOptions, receivedAt: number): Promise<Reading> {
  const { team, domain, sharedChannels } = options
  const opened = await openSlackExport(path, { team, domain, sharedChannels, receivedAt })
  const shared = [...(sharedChannels ?? [])].sort()
  return {
    digest: hashId(opened.digest, opened.team, domain ?? null, ...shared),
    total: opened.total,
    async *items() {
      for await (const item of opened.items()) yield itemOf(item, opened)
    },
    close: () => opened.close(),
  }
}

function itemOf(item: ExportItem, { upload }: SlackExport): Item {
  if (item.kind !== 'message') return item
  const files = item.uploads.map((name) => (name === undefined ? undefined : () => upload(name)))
  return { kind: 'message', output: 'slack', event: item.event, files }
}
