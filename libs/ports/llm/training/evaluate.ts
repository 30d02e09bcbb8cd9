// Figures of held-out predictions, as tables for people.

import { likeliest } from '../src/distribution.ts'
import { softmax } from '../src/heads.ts'
import type { Sample } from './sample.ts'

/** A held-out sample with the scores of a model that never saw its group. */
export interface Scored {
  readonly sample: Sample
  readonly scores: readonly number[]
  readonly accepted: readonly number[]
}

export interface Quality {
  readonly n: number
  readonly accuracy: number
  /** Mean over the classes that occur. */
  readonly macroF1: number
  /** NaN for a class that does not occur. */
  readonly f1: readonly number[]
}

/** Where several classes are right, the predicted one counts as the truth if it is among them. */
export function quality(rows: readonly { predicted: number; accepted: readonly number[] }[], classes: number): Quality {
  const pairs = rows.map(({ predicted, accepted }) => ({
    predicted,
    truth: accepted.includes(predicted) ? predicted : (accepted[0] ?? -1),
  }))
  const f1 = Array.from({ length: classes }, (_, c) => {
    const right = pairs.filter(({ predicted, truth }) => predicted === c && truth === c).length
    const truths = pairs.filter(({ truth }) => truth === c).length
    return truths === 0 ? Number.NaN : (2 * right) / (truths + pairs.filter(({ predicted }) => predicted === c).length)
  })
  const occurring = f1.filter((value) => !Number.isNaN(value))
  return {
    n: pairs.length,
    accuracy: pairs.filter(({ predicted, truth }) => predicted === truth).length / pairs.length,
    macroF1: occurring.reduce((a, b) => a + b, 0) / occurring.length,
    f1,
  }
}

/** Always the most frequent class: what a model has to beat. */
export function majority(rows: readonly Scored[], classes: number): Quality {
  const counts = new Array<number>(classes).fill(0)
  for (const { accepted } of rows) counts[accepted[0] ?? 0] = (counts[accepted[0] ?? 0] ?? 0) + 1
  return quality(
    rows.map(({ accepted }) => ({ predicted: likeliest(counts), accepted })),
    classes,
  )
}

/** Share of user-voiced reports above the threshold that lets through `alarms` of the chat. */
export function userRecall(
  rows: readonly Scored[],
  reportClass: number,
  alarms: number,
): { recall: number; threshold: number } {
  const chance = ({ scores }: Scored) => softmax(scores)[reportClass] ?? 0
  const chat = rows.filter(({ sample }) => sample.voice === 'chat' && sample.scored).map(chance)
  const reports = rows
    .filter(({ sample, accepted }) => sample.voice === 'user' && accepted.includes(reportClass))
    .map(chance)
  chat.sort((a, b) => b - a)
  const threshold = chat[Math.floor(chat.length * alarms)] ?? 1
  return { recall: reports.filter((p) => p > threshold).length / reports.length, threshold }
}

/** The temperature with the least loss on held-out rows, by their weights, to 5 %. */
export function calibrate(rows: readonly Scored[]): number {
  const loss = (temperature: number) =>
    rows.reduce((sum, { sample, scores, accepted }) => {
      const probabilities = softmax(scores, temperature)
      const mass = accepted.reduce((total, c) => total + (probabilities[c] ?? 0), 0)
      return sum - sample.weight * Math.log(Math.max(mass, 1e-9))
    }, 0)
  const candidates = Array.from({ length: 60 }, (_, i) => 0.3 * 1.05 ** i)
  const losses = candidates.map(loss)
  return candidates[losses.indexOf(Math.min(...losses))] ?? 1
}

export function table(rows: readonly Scored[], classes: readonly string[]): string {
  const groups = Map.groupBy(rows, ({ sample }) => `${sample.voice}${sample.parent === null ? '' : ', replies'}`)
  const lines = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, found]) => {
      const q = quality(
        found.map(({ scores, accepted }) => ({ predicted: likeliest(scores), accepted })),
        classes.length,
      )
      const base = majority(found, classes.length)
      const perClass = q.f1
        .map((value, i) => (Number.isNaN(value) ? null : `${classes[i]} ${value.toFixed(2)}`))
        .filter((x) => x !== null)
      const figures = `${q.macroF1.toFixed(3)} (${base.macroF1.toFixed(3)})  accuracy ${q.accuracy.toFixed(3)} (${base.accuracy.toFixed(3)})`
      return `  ${name.padEnd(20)} n ${String(q.n).padStart(5)}  macro-F1 ${figures}  ${perClass.join(', ')}`
    })
  return lines.join('\n')
}
