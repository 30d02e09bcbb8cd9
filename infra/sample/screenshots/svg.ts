// The few shapes that the sample's screenshots are made of, as SVG text. Promise: the same arguments, the same string.

export interface Look {
  readonly size?: number
  readonly fill?: string
  readonly weight?: 'bold' | 'normal'
  readonly font?: 'sans' | 'mono' | 'serif'
  readonly anchor?: 'start' | 'middle' | 'end'
}

const FONTS = { sans: 'DejaVu Sans', mono: 'DejaVu Sans Mono', serif: 'DejaVu Serif' } as const

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

export function text(x: number, y: number, content: string, look: Look = {}): string {
  const { size = 16, fill = '#222', weight = 'normal', font = 'sans', anchor = 'start' } = look
  const style = `font-family="${FONTS[font]}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"`
  return `<text x="${x}" y="${y}" fill="${fill}" ${style} xml:space="preserve">${escaped(content)}</text>`
}

/** One text a line, `step` pixels apart. */
export const lines = (x: number, y: number, step: number, contents: readonly string[], look: Look = {}): string =>
  contents.map((content, n) => text(x, y + n * step, content, look)).join('')

export function box(x: number, y: number, width: number, height: number, fill: string, radius = 0, edge = 'none') {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${edge}"/>`
}

export const disc = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"/>`

export const path = (d: string, stroke: string, width = 2): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}"/>`

export const picture = (width: number, height: number, ...parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`

/** A window of a browser: bar with three dots and the address, the page below from y = 52 on. */
export const browser = (width: number, height: number, address: string, ...page: readonly string[]): string =>
  picture(
    width,
    height,
    box(0, 0, width, height, '#ffffff'),
    box(0, 0, width, 44, '#e4e6ea'),
    disc(20, 22, 6, '#e0685c'),
    disc(40, 22, 6, '#e8bd52'),
    disc(60, 22, 6, '#62b75a'),
    box(84, 8, width - 108, 28, '#ffffff', 14),
    text(102, 28, address, { size: 14, fill: '#444' }),
    ...page,
  )
