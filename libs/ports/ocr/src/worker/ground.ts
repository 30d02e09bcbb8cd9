// Pictures whose parts have grounds of their own: a dark code block on a light page, a grey note on white, a coloured bar.
// Recognition looks for letters with one threshold for the whole; here every part becomes dark on white by itself. Pure.

import type { Grey } from './picture.ts'

/** Grounds are found by squares of so many pixels. */
const TILE = 8
/** So many squares around one decide: 72 pixels, more than any letter and less than most panels. */
const REACH = 4
const BINS = 32
const LEVELS_OF_BIN = 256 / BINS
/** Of the pixels around, so many may be farther from the ground than what becomes black. */
const BEYOND = 0.02
/** Nearer to the ground than this, in levels, is noise of compression: it is not brought to black. */
const LEAST_RANGE = 48

/** A part of less than a tenth is a bar or a button. */
const OTHER_SHARE = 0.1
/** A square belongs to the other ground when so much of it does. */
const MOST_OF_TILE = 0.7

/** Whether a part of the picture is dark though the whole is light, or light though the whole is dark. */
export function hasOtherGround(picture: Grey, isDark: boolean): boolean {
  const { bins, tiles } = histograms(picture)
  let others = 0
  for (let tile = 0; tile < tiles; tile++) {
    let dark = 0
    let all = 0
    for (let bin = 0; bin < BINS; bin++) {
      const count = bins[tile * BINS + bin] ?? 0
      all += count
      if (bin < BINS / 2) dark += count
    }
    if ((isDark ? all - dark : dark) > MOST_OF_TILE * all) others++
  }
  return others >= OTHER_SHARE * tiles
}

/** Every pixel by how far it is from the ground around it: the ground white, what stands out most there black. */
export function levelled(picture: Grey): Grey {
  const { width, height, data } = picture
  const { grounds, ranges, across } = groundsOf(picture)
  const levels = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / TILE) * across
    for (let x = 0; x < width; x++) {
      const tile = row + Math.floor(x / TILE)
      const at = y * width + x
      const distance = Math.abs((data[at] ?? 0) - (grounds[tile] ?? 0)) - LEVELS_OF_BIN / 2
      levels[at] = 255 - Math.min(255, (Math.max(0, distance) * 255) / (ranges[tile] ?? 255))
    }
  }
  return { width, height, data: levels }
}

interface Histograms {
  /** Pixels of each tile by their level. */
  readonly bins: Uint8Array
  readonly across: number
  readonly down: number
  readonly tiles: number
}

function histograms({ width, height, data }: Grey): Histograms {
  const across = Math.ceil(width / TILE)
  const down = Math.ceil(height / TILE)
  const bins = new Uint8Array(across * down * BINS)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / TILE) * across
    for (let x = 0; x < width; x++) {
      const at = (row + Math.floor(x / TILE)) * BINS + Math.floor((data[y * width + x] ?? 0) / LEVELS_OF_BIN)
      bins[at] = (bins[at] ?? 0) + 1
    }
  }
  return { bins, across, down, tiles: across * down }
}

interface Grounds {
  readonly grounds: Uint8Array
  /** From the ground to what becomes black. */
  readonly ranges: Uint8Array
  readonly across: number
}

/** The commonest level around each tile. Sums slide, so that the time does not grow with the reach. */
function groundsOf(picture: Grey): Grounds {
  const { bins, across, down, tiles } = histograms(picture)
  const grounds = new Uint8Array(tiles)
  const ranges = new Uint8Array(tiles)
  const columns = new Uint32Array(across * BINS)
  const addRow = (row: number, sign: number) => {
    if (row >= 0 && row < down) add(columns, bins, row * across * BINS, across * BINS, sign)
  }
  for (let row = 0; row < REACH; row++) addRow(row, 1)
  for (let row = 0; row < down; row++) {
    addRow(row + REACH, 1)
    addRow(row - REACH - 1, -1)
    const around = new Uint32Array(BINS)
    const addColumn = (column: number, sign: number) => {
      if (column >= 0 && column < across) add(around, columns, column * BINS, BINS, sign)
    }
    for (let column = 0; column < REACH; column++) addColumn(column, 1)
    for (let column = 0; column < across; column++) {
      addColumn(column + REACH, 1)
      addColumn(column - REACH - 1, -1)
      const commonest = around.indexOf(Math.max(...around))
      grounds[row * across + column] = (commonest + 0.5) * LEVELS_OF_BIN
      ranges[row * across + column] = Math.max(LEAST_RANGE, rangeOf(around, commonest) * LEVELS_OF_BIN)
    }
  }
  return { grounds, ranges, across }
}

type Counts = Uint8Array | Uint32Array

function add(to: Uint32Array, from: Counts, start: number, length: number, sign: number): void {
  for (let i = 0; i < length; i++) to[i] = (to[i] ?? 0) + sign * (from[start + i] ?? 0)
}

/** In bins: how far from the ground the farthest are, but for a few. */
function rangeOf(around: Uint32Array, ground: number): number {
  const distances = new Uint32Array(BINS)
  let all = 0
  for (let bin = 0; bin < BINS; bin++) {
    const distance = Math.abs(bin - ground)
    distances[distance] = (distances[distance] ?? 0) + (around[bin] ?? 0)
    all += around[bin] ?? 0
  }
  let farthest = BINS - 1
  let beyond = distances[farthest] ?? 0
  while (farthest > 0 && beyond < BEYOND * all) {
    farthest--
    beyond += distances[farthest] ?? 0
  }
  return farthest
}
