// Names of another generation: a replay that runs beside what runs for real, on topics and in groups of its own. What comes
// from outside it reads where it is; whatever services write for each other, retries and dead letters among it, is apart.

import { topics } from '@thala/contracts'
import { type Env, prefixed, topicName } from './topology.ts'

const apart = (generation: string, name: string): string => `replay.${generation}.${name}`

/** The environment in which the same declarations run as `generation`. */
export function generationEnv(env: Env, generation: string): Env {
  const names = Object.values(topics).map((topic) => {
    const name = topicName(topic, env)
    return [topic.env, topic.external ? name : apart(generation, name)] as const
  })
  return { ...env, ...Object.fromEntries(names), THALA_TOPIC_PREFIX: apart(generation, prefixed('', env)) }
}
