// What was written for the project: utterances in the voice of its users, and what each category means.

import { readFileSync } from 'node:fs'
import { category, messageType, severity } from '@thala/contracts'
import { z } from 'zod'
import { readLines, type Sample, shareOf, unlabelled } from './sample.ts'

/** Utterances are few and count most: chat is the product's own voice. */
const UTTERANCE_WEIGHT = 6
/** Vague one-liners are outnumbered by the threads, and a vague one taken for a report opens an incident. */
const SHORT_WEIGHT = 10
/** How operators tell of an incident in public, above all of one that is over. */
const POST_WEIGHT = 6
/** "It is back" under an old report is rare and decides whether an incident is opened again. */
const RECURRENCE_WEIGHT = 18
const DEFINITION_WEIGHT = 2

/** Held out in no fold. */
export const TAUGHT_GROUP = 'taught'

const utterance = z.strictObject({
  text: z.string().min(1),
  parent: z.string().min(1).nullable(),
  type: messageType,
  complete: z.boolean().nullable(),
  category: category.nullable(),
  severity: severity.nullable(),
})

const readUtterances = (file: string): Sample[] =>
  readLines(file, utterance).map(({ text, parent, type, complete, category: about, severity: how }) => ({
    text,
    parent,
    voice: 'utterance',
    group: 'utterances',
    types: [type],
    complete,
    category: about,
    severity: how,
    weight: type === 'incident_report' && parent !== null ? RECURRENCE_WEIGHT : UTTERANCE_WEIGHT,
    scored: true,
  }))

/** Five groups; an utterance stands in one with all that answer the same parent, and with that parent. */
export const utterances = (file: string): Sample[] =>
  readUtterances(file).map((one) => ({ ...one, group: `utterances-${shareOf(one.parent ?? one.text, 5)}` }))

const onlyTaught = (file: string, weight: number): Sample[] =>
  readUtterances(file).map((one) => ({ ...one, group: TAUGHT_GROUP, weight, scored: false }))

/** Short and vague ones, many of them said under several parents: they only teach, in every fold. */
export const shortUtterances = (file: string): Sample[] => onlyTaught(file, SHORT_WEIGHT)

/** Posts of invented status pages: they only teach, in every fold. */
export const writtenPosts = (file: string): Sample[] => onlyTaught(file, POST_WEIGHT)

/** The same words in another place: a fix needs no parent, and a report in the middle of other talk stays one. */
export function variants(originals: readonly Sample[]): Sample[] {
  return originals.flatMap((one): Sample[] => {
    const variant = { ...one, weight: one.weight / 2, scored: false }
    const [type] = one.types ?? []
    const answering = (candidates: readonly Sample[]): Sample[] => {
      const parent = candidates[shareOf(one.text, Math.max(1, candidates.length))]
      return parent === undefined ? [] : [{ ...variant, parent: parent.text }]
    }
    const peers = originals.filter((peer) => peer.group === one.group && peer.parent === null)
    if (one.parent !== null && type === 'resolution') return [{ ...variant, parent: null }]
    // Without what it answers, "we see none since 13:02" could be anything but a fix.
    if (one.parent !== null && type === 'discussion')
      return [{ ...variant, parent: null, types: ['discussion', 'unrelated', 'incident_report'] }]
    if (one.parent === null && type === 'resolution')
      return answering(peers.filter((p) => p.types?.[0] === 'incident_report' && p.category === one.category))
    if (one.parent === null && type === 'incident_report')
      return answering(peers.filter((p) => p.types?.[0] === 'discussion' || p.types?.[0] === 'unrelated'))
    return []
  })
}

const definitions = z.record(category, z.array(z.string().min(1)).min(1))

export const definitionSamples = (file: string): Sample[] =>
  Object.entries(definitions.parse(JSON.parse(readFileSync(file, 'utf8')))).flatMap(([name, texts]) =>
    texts.map((text) => ({
      ...unlabelled,
      text,
      voice: 'definition' as const,
      group: 'definitions',
      category: category.parse(name),
      weight: DEFINITION_WEIGHT,
    })),
  )
