// The graph of topics, derived from the declarations: checked at boot, and the source of the generated documents.

import type { TopicSpec } from '@thala/bus'
import {
  DEAD_LETTERS,
  PARTITIONS,
  type Retention,
  retryTiers,
  retryTopic,
  ThalaError,
  type Topic,
  topics,
} from '@thala/contracts'
import type { Declaration } from '@thala/service'

/** Environment as it is read: once, at boot. */
export type Env = Readonly<Record<string, string | undefined>>

/** Name of a topic in this installation: its variable, else prefix + default name. */
export const topicName = (topic: Pick<Topic, 'env' | 'name'>, env: Env): string =>
  env[topic.env] || prefixed(topic.name, env)

/** Default name of the topic that has this name here: the same in every installation and generation. */
export const registeredName = (name: string, env: Env): string =>
  Object.values(topics).find((topic) => topicName(topic, env) === name)?.name ?? name

/** The other way round. */
export const installedName = (registered: string, env: Env): string => {
  const topic = Object.values(topics).find(({ name }) => name === registered)
  return topic ? topicName(topic, env) : registered
}

export const prefixed = (name: string, env: Env): string => `${env.THALA_TOPIC_PREFIX ?? ''}${name}`

/** Tiers through which a declaration tries again. Views and folds have one: the way back in from the dead letters. */
export const tiersOf = (declaration: Declaration) =>
  declaration.kind === 'service' ? retryTiers : declaration.kind === 'source' ? [] : retryTiers.slice(0, 1)

export const consumesAnything = (declaration: Declaration): boolean => Object.keys(declaration.consumes).length > 0

export const hearsAnything = ({ hears }: Pick<Declaration, 'hears'>): boolean => Object.keys(hears).length > 0

/** A consumer group and what it reads. */
export interface Group {
  readonly group: string
  readonly topics: readonly string[]
}

/** What runs for real; a replay runs as another generation, in groups of its own. */
export const MAIN_GENERATION = 'main'

const groupName = (name: string, env: Env, generation: string): string =>
  prefixed(generation === MAIN_GENERATION ? `thala-${name}` : `thala-${name}-${generation}`, env)

export const groupOf = (declaration: Declaration, env: Env, generation: string = MAIN_GENERATION): Group => ({
  group: groupName(declaration.name, env, generation),
  topics: [
    ...Object.values(declaration.consumes).map((topic) => topicName(topic, env)),
    ...tiersOf(declaration).map((tier) => prefixed(retryTopic(declaration.name, tier.name), env)),
  ],
})

export const deadLettersGroup = (env: Env, generation: string = MAIN_GENERATION): Group => ({
  group: groupName('dead-letters', env, generation),
  topics: [prefixed(DEAD_LETTERS, env)],
})

/** Every group of a run: what must have nothing waiting before it is quiet. */
export function groupsOf(
  declarations: readonly Declaration[],
  env: Env,
  generation: string = MAIN_GENERATION,
): Group[] {
  const reading = declarations.filter(consumesAnything)
  if (reading.length === 0) return []
  return [...reading.map((one) => groupOf(one, env, generation)), deadLettersGroup(env, generation)]
}

/** Every topic that these declarations need, each once. */
export function topicSpecs(declarations: readonly Declaration[], env: Env): TopicSpec[] {
  const specs = new Map<string, TopicSpec>()
  const add = (name: string, retention: Retention, partitions: number) =>
    specs.set(name, { name, retention, partitions })
  for (const declaration of declarations) {
    const { consumes, produces, hears } = declaration
    for (const topic of [consumes, produces, hears].flatMap((some) => Object.values(some)))
      add(topicName(topic, env), topic.retention, PARTITIONS)
    if (consumesAnything(declaration))
      for (const tier of tiersOf(declaration)) add(prefixed(retryTopic(declaration.name, tier.name), env), 'days', 1)
  }
  add(prefixed(DEAD_LETTERS, env), 'days', PARTITIONS)
  return [...specs.values()]
}

/**
 * Throws `topology` when a name stands twice, an input has no producer, or services feed each other in a circle.
 * `some`: the others run elsewhere, so an input may have its producer there.
 */
export function checkTopology(declarations: readonly Declaration[], { some = false } = {}): void {
  const names = new Set<string>()
  for (const { name } of declarations) {
    if (names.has(name)) throw new ThalaError('topology', `two declarations are named ${name}: rename one`)
    names.add(name)
  }
  const produced = new Set(declarations.flatMap((d) => Object.values(d.produces).map((t) => t.name)))
  for (const declaration of declarations)
    for (const topic of [...Object.values(declaration.consumes), ...Object.values(declaration.hears)])
      if (!some && !topic.external && !produced.has(topic.name))
        throw new ThalaError(
          'topology',
          `${declaration.name} reads ${topic.name}, which nothing here writes: start its producer too`,
        )
  const circle = findCircle(declarations)
  if (circle) throw new ThalaError('topology', `services feed each other in a circle: ${circle.join(' → ')}`)
}

function findCircle(declarations: readonly Declaration[]): string[] | null {
  const readersOf = (d: Declaration) => {
    const written = new Set(Object.values(d.produces).map((t) => t.name))
    return declarations.filter((other) => Object.values(other.consumes).some((t) => written.has(t.name)))
  }
  const done = new Set<string>()
  const visit = (d: Declaration, path: readonly string[]): string[] | null => {
    if (path.includes(d.name)) return [...path.slice(path.indexOf(d.name)), d.name]
    if (done.has(d.name)) return null
    for (const next of readersOf(d)) {
      const found = visit(next, [...path, d.name])
      if (found) return found
    }
    done.add(d.name)
    return null
  }
  for (const declaration of declarations) {
    const found = visit(declaration, [])
    if (found) return found
  }
  return null
}
