// What someone typed after `/thala`, taken apart. Pure; what cannot be understood is explained, never guessed.

import { isIncidentId } from '@thala/contracts'

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'latest_issue'; readonly page: number }
  | { readonly kind: 'search'; readonly query: string }
  | { readonly kind: 'predict'; readonly description: string }
  /** Pasted: what it names, nobody knows yet. */
  | { readonly kind: 'incident'; readonly id: string }
  /** `problem` says what was wrong, in the words of the person; it is not yet escaped. */
  | { readonly kind: 'misunderstood'; readonly problem: string; readonly usage: Usage }

export const usages = {
  help: 'help',
  latest_issue: 'latest_issue [page]',
  search: 'search <what you see>',
  predict: 'predict <what happened>',
} as const
export type Usage = keyof typeof usages

/** Longest query or description, in UTF-16 units; the embedder reads about as much. */
export const MAX_WORDS = 2000
const MAX_PAGE = 100_000
const MAX_QUOTED = 60

export function parseCommand(text: string): Command {
  const typed = text
    .trim()
    .replace(/^\/thala(?=\s|$)/i, '')
    .trim()
  const [, name = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(typed) ?? []
  switch (name.toLowerCase()) {
    case '':
    case 'help':
      return { kind: 'help' }
    case 'latest_issue':
      return latestIssue(rest)
    case 'search':
      return withWords(rest, 'search', (query) => ({ kind: 'search', query }))
    case 'predict':
      return withWords(rest, 'predict', (description) => ({ kind: 'predict', description }))
    default:
      if (rest === '' && isIncidentId(name)) return { kind: 'incident', id: name }
      return { kind: 'misunderstood', problem: `There is no command “${quoted(name)}”.`, usage: nearest(name) }
  }
}

function latestIssue(rest: string): Command {
  if (rest === '') return { kind: 'latest_issue', page: 1 }
  const page = /^\d{1,6}$/.test(rest) ? Number(rest) : 0
  if (page >= 1 && page <= MAX_PAGE) return { kind: 'latest_issue', page }
  const problem = `“${quoted(rest)}” is no page: pages are numbers from 1 on.`
  return { kind: 'misunderstood', problem, usage: 'latest_issue' }
}

function withWords(rest: string, name: 'search' | 'predict', command: (words: string) => Command): Command {
  if (rest !== '' && rest.length <= MAX_WORDS) return command(rest)
  const problem =
    rest === ''
      ? `“${name}” needs some words to go by.`
      : `That is ${rest.length} characters; at most ${MAX_WORDS} are read.`
  return { kind: 'misunderstood', problem, usage: name }
}

const quoted = (text: string): string =>
  text.length > MAX_QUOTED ? `${[...text].slice(0, MAX_QUOTED).join('')}…` : text

/** The command that begins alike, or help. */
function nearest(name: string): Usage {
  const known = ['latest_issue', 'search', 'predict'] as const
  return known.find((one) => one.slice(0, 3) === name.slice(0, 3).toLowerCase()) ?? 'help'
}
