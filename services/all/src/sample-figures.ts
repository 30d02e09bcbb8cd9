// How far what was found agrees with the answer key, in counts. Pure.

import { type AnswerKey, type Found, type Source, sourceOf, sources } from './answer-key.ts'

type BySource = Readonly<Record<Source, number>>

export interface Figures {
  /** Of the key: that were opened at all, in the right state, closed by the right message, with the right suspected fix. */
  readonly incidents: number
  readonly states: number
  readonly closings: number
  readonly suspicions: number
  /** Messages of an incident that are in it with their role. */
  readonly roles: BySource
  /** Live messages with their type. */
  readonly types: BySource
  /** Messages of an incident of the key that opened one more. */
  readonly apart: BySource
  /** Messages without a part in anything that opened an incident. */
  readonly falseReports: BySource
  /** Messages that joined an incident of the key that is not theirs, with its name. */
  readonly wrongJoins: readonly (readonly [message: string, incident: string])[]
  /** Fixes that must stay unlinked and joined an incident of the key. */
  readonly linkedOrphans: readonly string[]
}

export function figuresOf(key: AnswerKey, found: Found, types: ReadonlyMap<string, string>): Figures {
  const known = new Set(key.incidents.map(({ name }) => name))
  const own = new Map(
    key.incidents.flatMap(({ name, messages }) => messages.map((one) => [one.message, name] as const)),
  )
  const agrees = (field: 'status' | 'resolvedBy' | 'suspectedFix') =>
    key.incidents.filter((incident) => found.incidents.get(incident.name)?.[field] === incident[field]).length
  const opened = [...found.links].flatMap(([message, { incident, role }]) =>
    role === 'report' && !known.has(incident) ? message : [],
  )
  const roles = key.incidents.flatMap(({ name, messages }) =>
    messages.flatMap(({ message, role }) => {
      const link = found.links.get(message)
      return link?.incident === name && link.role === role ? message : []
    }),
  )
  return {
    incidents: key.incidents.filter(({ name }) => found.incidents.has(name)).length,
    states: agrees('status'),
    closings: agrees('resolvedBy'),
    suspicions: agrees('suspectedFix'),
    roles: bySource(roles),
    types: bySource(Object.keys(key.types).filter((message) => types.get(message) === key.types[message])),
    apart: bySource(opened.filter((message) => own.has(message))),
    falseReports: bySource(opened.filter((message) => !own.has(message))),
    wrongJoins: [...found.links].flatMap(([message, { incident }]) =>
      known.has(incident) && own.get(message) !== incident ? [[message, incident] as const] : [],
    ),
    linkedOrphans: key.orphans
      .map(({ message }) => message)
      .filter((m) => known.has(found.links.get(m)?.incident ?? '')),
  }
}

function bySource(messages: readonly string[]): BySource {
  const counts = { slack: 0, jira: 0, mail: 0 }
  for (const message of messages) counts[sourceOf(message)]++
  return counts
}

/** The figures in one line a source and one for the incidents, as the test and people print them. */
export function linesOf(key: AnswerKey, figures: Figures): string[] {
  const { incidents, states, closings, suspicions, wrongJoins, linkedOrphans } = figures
  const members = bySource(key.incidents.flatMap(({ messages }) => messages.map(({ message }) => message)))
  const live = bySource(Object.keys(key.types))
  return [
    `incidents ${incidents}/${key.incidents.length}, states ${states}, closings ${closings}, suspected fixes ${suspicions}, ` +
      `wrong joins ${wrongJoins.length}, linked orphans ${linkedOrphans.length}`,
    ...sources.map(
      (source) =>
        `${source}: roles ${figures.roles[source]}/${members[source]}, types ${figures.types[source]}/${live[source]}, ` +
        `opened one more ${figures.apart[source]}, false reports ${figures.falseReports[source]}`,
    ),
  ]
}
