// The topics of the log by name. They never change their partitions, so what is known once stays true.

import { ThalaError } from '@thala/contracts'
import type { Log, StreamPlace } from './log.ts'
import type { TopicRow } from './operations.ts'

export interface Catalog {
  /** Reads all topics again, those of other processes too. */
  reload(): Promise<TopicRow[]>
  /** One that is known; throws `topology`. */
  topic(name: string): TopicRow
  /** Looks up what is not known yet; throws `topology` for what does not exist. */
  require(names: Iterable<string>): Promise<TopicRow[]>
}

export function openCatalog(log: Log): Catalog {
  let topics = new Map<string, TopicRow>()
  const reload = async () => {
    const rows = await log.topics()
    topics = new Map(rows.map((topic) => [topic.name, topic]))
    return rows
  }
  const topic = (name: string): TopicRow => {
    const found = topics.get(name)
    if (!found)
      throw new ThalaError('topology', `there is no topic ${name}: declare it, so that it is created at start`)
    return found
  }
  return {
    reload,
    topic,
    require: async (names) => {
      const wanted = [...new Set(names)]
      if (wanted.some((name) => !topics.has(name))) await reload()
      return wanted.map(topic)
    },
  }
}

export const placesOf = (topics: readonly TopicRow[]): StreamPlace[] =>
  topics.flatMap(({ name, streams }) => streams.map((stream, partition) => ({ topic: name, partition, stream })))
