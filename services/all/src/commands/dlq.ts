// `thala dlq`: what could not be handled, and the way back.

import { terminalText } from '@thala/bot'
import { collections, ThalaError, thalaCommand } from '@thala/contracts'
import { type DeadLetter, type Installation, replayDeadLetter } from '@thala/runtime'
import { scanAll } from '@thala/store'
import { counted } from '../counts.ts'
import { shortTime } from '../draw-story.ts'
import { type Session, withInstallation } from '../session.ts'
import { workOff } from '../work-off.ts'

async function letters({ store }: Installation): Promise<DeadLetter[]> {
  const found = await Array.fromAsync(scanAll<DeadLetter>(store, collections.deadLetters, { by: 'failedAt' }))
  return found.map(({ body }) => body)
}

export const dlqList = (session: Session, options: { all: boolean }): Promise<void> =>
  withInstallation(session, 'read', async ({ installation }) => {
    const { console } = session
    const found = (await letters(installation)).filter((letter) => options.all || letter.status === 'dead')
    if (console.json) return console.data(found.map(({ bytes: _, ...letter }) => letter))
    for (const letter of found) console.line(terminalText(lineOf(letter)))
    console.line(counted(found.length, 'dead letter'))
  })

const lineOf = ({ id, failedAt, stage, code, reason }: DeadLetter): string =>
  `${id}  ${shortTime(failedAt)}  ${stage}  ${code}  ${reason}`

export const dlqShow = (session: Session, id: string): Promise<void> =>
  withInstallation(session, 'read', async ({ installation }) => {
    const letter = theLetter(await letters(installation), id)
    const { console } = session
    if (console.json) return console.data(letter)
    for (const [name, value] of Object.entries(letter))
      if (name !== 'bytes')
        console.line(`${name}: ${terminalText(typeof value === 'object' ? JSON.stringify(value) : String(value))}`)
    console.line()
    const text = letter.bytes === null ? '(no bytes)' : Buffer.from(letter.bytes, 'base64').toString('utf8')
    for (const line of text.split('\n')) console.line(terminalText(line))
  })

/** Full id, or a prefix that fits one letter. */
function theLetter(all: readonly DeadLetter[], id: string): DeadLetter {
  const found = all.filter((letter) => letter.id.startsWith(id))
  const [only] = found
  if (!only)
    throw new ThalaError(
      'not-found',
      `there is no dead letter ${id}: list them with '${thalaCommand('dlq list --all')}'`,
    )
  if (found.length > 1)
    throw new ThalaError('bad-input', `${id} fits ${found.length} dead letters: give more of the id`)
  return only
}

/** Without ids: every letter that is still dead and came from the log. */
export const dlqReplay = (session: Session, ids: readonly string[]): Promise<void> =>
  withInstallation(session, 'append', async ({ installation }) => {
    const { console, env } = session
    const all = await letters(installation)
    const dead = all.filter((letter) => letter.status === 'dead')
    const chosen = ids.length > 0 ? ids.map((id) => theLetter(all, id)) : dead.filter((letter) => letter.topic !== null)
    for (const letter of chosen) await replayDeadLetter(installation.bus, installation.store, env, letter.id)
    await workOff(installation, { env, onReason: console.notice })
    const chosenIds = new Set(chosen.map((letter) => letter.id))
    const deadAgain = (await letters(installation)).filter(
      (letter) => chosenIds.has(letter.id) && letter.status === 'dead',
    )
    // What a source could not read never was in the log: only its file, mended, brings it in.
    const unread = ids.length > 0 ? 0 : dead.length - chosen.length
    if (console.json)
      return console.data({ replayed: chosen.length, deadAgain: deadAgain.map((letter) => letter.id), unread })
    if (chosen.length > 0 || unread === 0)
      console.line(`${chosen.length} replayed, ${deadAgain.length} of them dead again`)
    if (unread > 0)
      console.line(
        `${counted(unread, 'dead letter')} can only be read again: mend the file that '${thalaCommand('dlq list')}' names, then '${thalaCommand('ingest')}' it`,
      )
  })
