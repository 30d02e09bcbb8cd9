// Ridge regression of each class (1 or 0) on a kernel matrix, all classes at once, by conjugate gradients.
// Promise: the scores of a row sum to 1; a row like no sample has the shares of the classes; a bounded number of steps.

/** How little one sample is believed alone, against its likeness to itself, which is 1. From 0.25 to 1 all is much the same. */
const PENALTY = 0.5
/** 30 answer no better; 10 are too few. */
const STEPS = 20

/** Labelled samples: the lower triangle of their likenesses, row by row, and the class of each. */
export interface Material {
  readonly matrix: Float32Array
  readonly labels: Int32Array
  readonly classes: number
}

export interface Regression {
  /** Share of each class among the samples learnt from. */
  readonly shares: Float64Array
  /** `weights[sample × classes + class]`. */
  readonly weights: Float64Array
}

/** `out` = matrix × `columns`, each of rows × classes. */
function multiply({ matrix, labels, classes }: Material, columns: Float64Array, out: Float64Array): void {
  out.fill(0)
  let at = 0
  for (let i = 0; i < labels.length; i++) {
    for (let j = 0; j < i; j++) {
      const alike = matrix[at++] ?? 0
      for (let c = 0, a = i * classes, b = j * classes; c < classes; c++, a++, b++) {
        out[a] = (out[a] ?? 0) + alike * (columns[b] ?? 0)
        out[b] = (out[b] ?? 0) + alike * (columns[a] ?? 0)
      }
    }
    const own = matrix[at++] ?? 0
    for (let a = i * classes; a < (i + 1) * classes; a++) out[a] = (out[a] ?? 0) + own * (columns[a] ?? 0)
  }
}

/** For each class the product of two columns. */
function products(a: Float64Array, b: Float64Array, classes: number): Float64Array {
  const sums = new Float64Array(classes)
  for (let i = 0; i < a.length; i++) sums[i % classes] = (sums[i % classes] ?? 0) + (a[i] ?? 0) * (b[i] ?? 0)
  return sums
}

/** `target` += `other` × the scale of its class. */
function add(target: Float64Array, other: Float64Array, scales: Float64Array): void {
  for (let i = 0; i < target.length; i++) {
    target[i] = (target[i] ?? 0) + (other[i] ?? 0) * (scales[i % scales.length] ?? 0)
  }
}

/** 0 for a class that is solved already: nothing of it is left to divide by. */
const ratios = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, c) => ((b[c] ?? 0) > 0 ? value / (b[c] ?? 1) : 0))

/** Learns from the samples that `isLearnt` lets through; the weights of the others are 0. */
export function regress(material: Material, isLearnt: (sample: number) => boolean = () => true): Regression {
  const { labels, classes } = material
  const learnt = labels.map((_, sample) => (isLearnt(sample) ? 1 : 0))
  const shares = sharesOf(material, learnt)
  const residual = Float64Array.from({ length: labels.length * classes }, (_, i) => {
    const [sample, c] = [Math.floor(i / classes), i % classes]
    return learnt[sample] === 1 ? (labels[sample] === c ? 1 : 0) - (shares[c] ?? 0) : 0
  })
  const weights = new Float64Array(residual.length)
  const image = new Float64Array(residual.length)
  let direction = Float64Array.from(residual)
  let squares = products(residual, residual, classes)
  for (let step = 0; step < STEPS; step++) {
    multiply(material, direction, image)
    for (let i = 0; i < image.length; i++) {
      image[i] = learnt[Math.floor(i / classes)] === 1 ? (image[i] ?? 0) + PENALTY * (direction[i] ?? 0) : 0
    }
    const lengths = ratios(squares, products(direction, image, classes))
    add(weights, direction, lengths)
    add(
      residual,
      image,
      lengths.map((length) => -length),
    )
    const left = products(residual, residual, classes)
    const next = Float64Array.from(residual)
    add(next, direction, ratios(left, squares))
    direction = next
    squares = left
  }
  return { shares, weights }
}

function sharesOf({ labels, classes }: Material, learnt: Int32Array): Float64Array {
  const counts = new Float64Array(classes)
  labels.forEach((label, sample) => {
    counts[label] = (counts[label] ?? 0) + (learnt[sample] ?? 0)
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / Math.max(1, total))
}

/** Score of each class for what is alike to the samples as `row` says. */
export function scoresOf({ shares, weights }: Regression, row: Float32Array): Float64Array {
  const scores = Float64Array.from(shares)
  row.forEach((alike, sample) => {
    for (let c = 0; c < scores.length; c++) {
      scores[c] = (scores[c] ?? 0) + alike * (weights[sample * scores.length + c] ?? 0)
    }
  })
  return scores
}

/** The same for every sample: rows × classes. */
export function scoresOfSamples(material: Material, { shares, weights }: Regression): Float64Array {
  const scores = new Float64Array(weights.length)
  multiply(material, weights, scores)
  return scores.map((score, i) => score + (shares[i % material.classes] ?? 0))
}
