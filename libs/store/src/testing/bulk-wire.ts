// The items of a bulk request on the wire, and the answers to them.

export interface WireItem {
  readonly operation: 'index' | 'create'
  readonly index: string
  readonly id: string
  /** The two lines as they came. */
  readonly lines: string
  /** The line of the document. */
  readonly source: string
}

export interface WireAnswer {
  readonly status: number
  readonly [name: string]: unknown
}

/** Every item that this project sends has two lines: what to do, and the document. */
export function parseBulk(body: string): WireItem[] {
  const lines = body.split('\n').filter((line) => line !== '')
  const items: WireItem[] = []
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [action = '', source = ''] = lines.slice(i, i + 2)
    const parsed: Partial<Record<'index' | 'create', { _index: string; _id: string }>> = JSON.parse(action)
    const operation = parsed.create ? 'create' : 'index'
    const { _index: index = '', _id: id = '' } = parsed[operation] ?? {}
    items.push({ operation, index, id, lines: `${action}\n${source}\n`, source })
  }
  return items
}

export const failureOf = (status: 400 | 429 | 503, { index, id }: WireItem): WireAnswer => ({
  _index: index,
  _id: id,
  status,
  error: { type: TYPES[status], reason: `planned by the fault proxy: ${status}` },
})

const TYPES = {
  400: 'document_parsing_exception',
  429: 'es_rejected_execution_exception',
  503: 'unavailable_shards_exception',
} as const

/** Answers of the server, in the order of what was forwarded. */
export function parseAnswers(body: string): WireAnswer[] {
  const { items = [] }: { items?: Record<string, WireAnswer>[] } = JSON.parse(body)
  return items.flatMap((item) => Object.values(item))
}

export const toAnswer = (items: readonly WireItem[], answers: readonly WireAnswer[]): string =>
  JSON.stringify({
    took: 1,
    errors: answers.some(({ status }) => status >= 300),
    items: items.map(({ operation }, i) => ({ [operation]: answers[i] })),
  })
