// Server-sent events out of the text of a stream, however it is cut into pieces. https://html.spec.whatwg.org/#parsing-an-event-stream
// (without `retry`, and an id is not needed: whoever comes back asks for everything).

export interface StreamEvent {
  readonly event: string
  readonly data: string
}

/** A line or an event that grows beyond this is none of ours, UTF-16 units. */
const MAX_LENGTH = 64 * 1024

/** Call it with each piece of text: answers the events that it completes. Throws when an event is too long. */
export function eventParser(): (piece: string) => StreamEvent[] {
  let rest = ''
  let event = ''
  let data: string[] = []
  const take = (line: string): StreamEvent | undefined => {
    if (line === '') {
      const done = data.length > 0 ? { event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      return done
    }
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    if (field === 'data') data.push(value)
    return undefined
  }
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LENGTH || data.join('').length > MAX_LENGTH) throw new Error('an event is too long')
    return lines.flatMap((line) => take(line.replace(/\r$/, '')) ?? [])
  }
}
