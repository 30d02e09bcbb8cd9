// One entry of a story: who, when, where, the words, the pictures, and why it was linked.

import type { StoryEntry } from '@thala/contracts/page'
import { addressOf } from '../view-model/route.ts'
import { localTime } from '../view-model/time.ts'
import { furtherReasons, percent, placeName, roleTones, roleWords, whyLinked } from '../view-model/words.ts'
import { Attachment } from './attachment.ts'
import { html, type Markup } from './html.ts'
import { Permalink, Time, Words } from './pieces.ts'
import { changed } from './state.ts'

export function Entry({ entry, all }: { entry: StoryEntry; all: readonly StoryEntry[] }): Markup {
  const { entryId, role, author, conversation, text, severity, attachments } = entry
  return html`
    <li class="entry" data-tone=${roleTones[role]} data-changed=${changed.value.has(entryId)}>
      <p class="who">
        <${Time} at=${entry.at} /> <strong><bdi>${author ?? 'someone'}</bdi></strong> <span class="role">${roleWords[role]}${severity && ` to ${severity}`}</span>
        ${conversation && html`<bdi class="where">${placeName(conversation)}</bdi>`}
        <${Permalink} to=${entry.permalink} label=${`Where ${author ?? 'someone'} said it`} />
      </p>
      ${text !== null && html`<${Words} of=${text} />`}
      ${attachments.map((one) => html`<${Attachment} of=${one} />`)}
      <${Why} entry=${entry} all=${all} />
    </li>
  `
}

function Why({ entry, all }: { entry: StoryEntry; all: readonly StoryEntry[] }): Markup {
  const { evidence } = entry
  const reasons = furtherReasons(evidence)
  const sentence = whyLinked(evidence, tie(entry, all))
  if (reasons.length === 0 && evidence.candidates.length === 0)
    return html`<p class="why"><span class="lead">Why</span> ${sentence}</p>`
  return html`
    <details class="why">
      <summary><span class="lead">Why</span> ${sentence}</summary>
      ${reasons.length > 0 && html`<p>${reasons.join(' · ')}</p>`}
      ${
        evidence.candidates.length > 0 &&
        html`
        <p>
          Next candidates:${' '}
          ${evidence.candidates.map(
            ({ shortId, score }, i) =>
              html`${i > 0 && ', '}<a class="id" href=${addressOf({ view: 'story', id: shortId })}>${shortId}</a> ${percent(score)}`,
          )}
        </p>
      `
      }
    </details>
  `
}

/** The entry that ties this one to the incident, by author and time; null where it is this one, or none that is shown. */
function tie({ entryId, evidence: { via } }: StoryEntry, all: readonly StoryEntry[]): string | null {
  const found = via && via.messageId !== entryId ? all.find((one) => one.entryId === via.messageId) : undefined
  return found ? `${found.author ?? 'someone'}, ${localTime(found.at)}` : null
}
