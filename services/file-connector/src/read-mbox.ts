// An mbox: read twice, mail by mail, for it may be larger than memory.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { hashId, type ReaderMap } from '@thala/contracts'
import { openMbox } from '@thala/mail'
import type { FileReader, Item, Reading, ReadingOptions } from './reading.ts'

export async function readMbox(
  path: string,
  options: ReadingOptions,
  readers: ReaderMap,
  receivedAt: number,
): Promise<Reading> {
  const hash = createHash('sha256')
  const file = await open(path)
  const chunks = async function* () {
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
      if (!(chunk instanceof Uint8Array)) continue
      hash.update(chunk)
      yield chunk
    }
  }
  const read = async (offset: number, length: number) => {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await file.read(bytes, 0, length, offset)
    return bytes.subarray(0, bytesRead)
  }
  try {
    const mbox = await openMbox({ chunks, read }, { account: options.account, receivedAt, readers })
    return {
      digest: hashId(hash.digest('hex'), mbox.account, ...[...readers].flat()),
      total: mbox.mails,
      async *items(): AsyncGenerator<Item> {
        yield { kind: 'directory', entry: mbox.entry }
        for await (const item of mbox.messages()) {
          if (item.kind === 'reject') yield { ...item, where: `${basename(path)} ${item.where}` }
          else yield { kind: 'message', output: 'email', event: item.event, files: filesOf(item) }
        }
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** The bytes come along for those attachments that are named by a hash, in order. */
function filesOf({
  event,
  files,
}: Pick<Extract<Item, { kind: 'message' }>, 'event'> & { files: readonly Uint8Array[] }) {
  const left = [...files]
  return event.attachments.map(({ sha256 }): FileReader | undefined => {
    const bytes = sha256 === undefined ? undefined : left.shift()
    return bytes && (async () => ({ ok: true, bytes }))
  })
}
