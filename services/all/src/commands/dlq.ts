// `thala dlq`: what could not be handled, and the way back.

import { collections, ThalaError } from '@thala/contracts'
import { type DeadLetter, replayDeadLetter } from '@thala/runtime'
import { scanAll } from '@thala/store'
import { shortTime } from '../draw-story.ts'
import type { Folder } from '../folder.ts'
import { type Session, withFolder } from '../session.ts'
import { workOff } from '../work-off.ts'

async function letters({ store }: Folder): Promise<DeadLetter[]> {
  const found = await Array.fromAsync(scanAll<DeadLetter>(store, collections.deadLetters, { by: 'failedAt' }))
  return found.map(({ body }) => body)
}

export const dlqList = (session: Session, options: { all: boolean }): Promise<void> =>
  withFolder(session, 'read', async ({ folder }) => {
    const { console } = session
    const found = (await letters(folder)).filter((letter) => options.all || letter.status === 'dead')
    if (console.json) return console.data(found.map(({ bytes: _, ...letter }) => letter))
    for (const letter of found)
      console.line(`${letter.id}  ${shortTime(letter.failedAt)}  ${letter.stage}  ${letter.code}  ${letter.reason}`)
    console.line(`${found.length} dead letter${found.length === 1 ? '' : 's'}`)
  })

export const dlqShow = (session: Session, id: string): Promise<void> =>
  withFolder(session, 'read', async ({ folder }) => {
    const letter = theLetter(await letters(folder), id)
    const { console } = session
    if (console.json) return console.data(letter)
    for (const [name, value] of Object.entries(letter))
      if (name !== 'bytes') console.line(`${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    console.line()
    console.line(letter.bytes === null ? '(no bytes)' : Buffer.from(letter.bytes, 'base64').toString('utf8'))
  })

/** Full id, or a prefix that fits one letter. */
function theLetter(all: readonly DeadLetter[], id: string): DeadLetter {
  const found = all.filter((letter) => letter.id.startsWith(id))
  const [only] = found
  if (!only) throw new ThalaError('not-found', `there is no dead letter ${id}: list them with 'thala dlq list --all'`)
  if (found.length > 1)
    throw new ThalaError('bad-input', `${id} fits ${found.length} dead letters: give more of the id`)
  return only
}

/** Without ids: every letter that is still dead. */
export const dlqReplay = (session: Session, ids: readonly string[]): Promise<void> =>
  withFolder(session, 'write', async ({ folder }) => {
    const { console, env } = session
    const all = await letters(folder)
    const chosen =
      ids.length > 0
        ? ids.map((id) => theLetter(all, id))
        : all.filter((letter) => letter.status === 'dead' && letter.topic !== null)
    for (const letter of chosen) await replayDeadLetter(folder.bus, folder.store, env, letter.id)
    await workOff(folder, { env })
    const chosenIds = new Set(chosen.map((letter) => letter.id))
    const deadAgain = (await letters(folder)).filter((letter) => chosenIds.has(letter.id) && letter.status === 'dead')
    if (console.json) console.data({ replayed: chosen.length, deadAgain: deadAgain.map((letter) => letter.id) })
    else console.line(`${chosen.length} replayed, ${deadAgain.length} of them dead again`)
  })
