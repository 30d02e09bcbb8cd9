// Topics of a helpdesk's own, learnt from its own labelled tickets: kernel ridge regression on what two tickets have in common.
// Promise: the same samples in any order teach the same; learning is bounded; it knows no word of any helpdesk beforehand.

import { ThalaError } from '@thala/contracts'
import { likeliest } from './distribution.ts'
import { softmax } from './heads.ts'
import { similarities, type Ticket } from './topics-kernel.ts'
import { type Material, regress, scoresOf, scoresOfSamples } from './topics-ridge.ts'

export interface TopicSample extends Ticket {
  readonly topic: string
}

export interface TopicAnswer {
  readonly topic: string
  /** Among the topics learnt, 0 to 1. */
  readonly probability: number
}

export interface Topics {
  /** The likeliest, the first by name of equals; of a ticket that shares nothing with the samples the most frequent. */
  topicOf(ticket: Ticket): TopicAnswer
}

/** Memory grows with the square: about 70 MB while learning. */
const MAX_SAMPLES = 6_000
const MAX_TOPICS = 200
/** Samples² × topics, with which the time grows; about half a minute. */
const MAX_WORK = 1e9
/** One sample in this many is held out for once, to see what scores are worth. */
const EVERY = 5
/** Divisors of scores to choose from: between a sure answer and the shares of the topics, in steps of a tenth. */
const TEMPERATURES = Array.from({ length: 36 }, (_, i) => 0.02 * 1.1 ** i)
/** Where too few are held out to choose. Set by hand: three sets of tickets chose 0.08 or less, 0.11 and 0.17. */
const TEMPERATURE = 0.12
const LEAST_HELD_OUT = 10

/** Throws `bad-input` for no samples, a blank topic and too many topics. Of too many samples it uses some of each topic. */
export function learnTopics(samples: readonly TopicSample[], maxSamples: number = MAX_SAMPLES): Topics {
  const names = namesOf(samples)
  const limit = Math.min(maxSamples, Math.floor(Math.sqrt(MAX_WORK / names.length)))
  const used = spread(sorted(samples), limit)
  const places = new Map(names.map((name, place) => [name, place]))
  const kernel = similarities(used)
  const labels = Int32Array.from(used, ({ topic }) => places.get(topic) ?? 0)
  const material = { matrix: kernel.matrix(), labels, classes: names.length }
  const temperature = honestTemperature(material)
  const regression = regress(material)
  return {
    topicOf: (ticket) => {
      const probabilities = softmax(scoresOf(regression, kernel.to(ticket)), temperature)
      const best = likeliest(probabilities)
      return { topic: names[best] ?? '', probability: probabilities[best] ?? 0 }
    },
  }
}

function namesOf(samples: readonly TopicSample[]): string[] {
  const names = [...new Set(samples.map(({ topic }) => topic))].sort(byName)
  const refuse = (message: string) => {
    throw new ThalaError('bad-input', message)
  }
  if (names.length === 0) refuse('there are no tickets to learn topics from: give some that have one')
  if (names.some((name) => name.trim() === ''))
    refuse('a ticket to learn from has no topic: give it one or leave it out')
  if (names.length > MAX_TOPICS) {
    refuse(`${names.length} topics are too many to learn: join the rarest, so that at most ${MAX_TOPICS} remain`)
  }
  return names
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byVector = (a: Int8Array | null, b: Int8Array | null): number =>
  Buffer.compare(Uint8Array.from(a ?? []), Uint8Array.from(b ?? []))

/** An order of their own, so that it does not matter in which they came. */
const sorted = (samples: readonly TopicSample[]): TopicSample[] =>
  samples.toSorted((a, b) => byName(a.topic, b.topic) || byName(a.text, b.text) || byVector(a.vector, b.vector))

/** At most `limit` of a list, evenly from its beginning to its end. */
function spread<T>(list: readonly T[], limit: number): readonly T[] {
  const place = (i: number) => Math.floor((i * limit) / list.length)
  return list.length <= limit ? list : list.filter((_, i) => place(i + 1) > place(i))
}

/** By which the scores of held-out samples are the most honest probabilities: that of the least logarithmic loss. */
function honestTemperature(material: Material): number {
  const { labels, classes } = material
  const isHeldOut = (sample: number) => sample % EVERY === EVERY - 1
  const rows = [...labels.keys()].filter(isHeldOut)
  if (rows.length < LEAST_HELD_OUT) return TEMPERATURE
  const scores = scoresOfSamples(
    material,
    regress(material, (sample) => !isHeldOut(sample)),
  )
  const lossAt = (temperature: number) =>
    rows.reduce((sum, sample) => {
      const chances = softmax(scores.subarray(sample * classes, (sample + 1) * classes), temperature)
      return sum - Math.log(Math.max(1e-9, chances[labels[sample] ?? 0] ?? 0))
    }, 0)
  const losses = TEMPERATURES.map(lossAt)
  return TEMPERATURES[losses.indexOf(Math.min(...losses))] ?? TEMPERATURE
}
