// `@thala …` in a channel: a question by a member, answered in its thread, for all who are there. What is answered is what
// was said in that channel and nothing else; it is never posted unasked, nor long after the question.

import { slackTime } from '@thala/contracts'
import { sampleClock } from '@thala/incidents'
import { plain } from '@thala/text'
import { answer } from '../answer.ts'
import type { SlackDeps } from './app.ts'
import { channelAsking } from './asking.ts'
import type { Mention } from './payloads.ts'
import type { Posting } from './web-api.ts'

/** An older question has been answered by life. */
const OLDEST_MS = 6 * 3_600_000
export const CHANNEL_NOTE = 'from this channel alone · ask with /thala for all that you may read'

/** Null where nothing is to be posted. `mark` tells the answer to this mention from others. */
export async function answerToMention(mention: Mention, mark: string, deps: SlackDeps): Promise<Posting | null> {
  const { channel, threadTs, ts } = mention
  const reading = deps.reading()
  const { store, badge } = reading
  const isLate = deps.now() - (slackTime(ts) ?? 0) > OLDEST_MS
  if (!mention.byPerson || isLate) return null
  const reader = await channelAsking(store, mention, deps.sharedChannels)
  if (reader === null) return null
  const { embedder, llm } = deps
  const now = (await sampleClock(reading)) ?? deps.now()
  const answered = await answer(wordsAfter(mention), { store, reader, embedder, llm, now, badge: noteOf(badge) })
  return { ...answered, channel, threadTs, after: ts, mark }
}

export const noteOf = (badge: string | undefined): string =>
  badge === undefined ? CHANNEL_NOTE : `${badge} · ${CHANNEL_NOTE}`

/** What follows the bot's name; all of it where that is not known. */
function wordsAfter({ text, botUser }: Mention): string {
  const name = botUser === null ? -1 : text.indexOf(`<@${botUser}`)
  const rest = name < 0 ? text : text.slice(name)
  return plain(rest.replace(/^(?:\s*<@[A-Z0-9]+(?:\|[^<>]*)?>)+/, ''))
}
