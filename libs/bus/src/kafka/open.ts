// The bus on Apache Kafka. Any number of processes may publish and subscribe; the broker shares the partitions of a group
// among them. It cannot expire (the broker does, by each topic's retention) nor overwrite: both answer 0.

import { ThalaError } from '@thala/contracts'
import type { Bus, Subscription } from '../port.ts'
import { DEFAULT_MAX_RECORD_BYTES } from '../records.ts'
import { type Admin, openClient } from './client.ts'
import { withinDeadline } from './deadline.ts'
import { hasType, toThalaError } from './errors.ts'
import { lagOf, moveGroup, offsetsAtTime } from './offsets.ts'
import { openPublisher } from './publisher.ts'
import { openReader } from './reader.ts'
import { openRequests } from './requests.ts'
import type { KafkaSettings } from './settings.ts'
import { subscribeBroadcast, subscribeGroup } from './subscription.ts'
import { openTopics } from './topics.ts'
import { checkVersions } from './versions.ts'

/** Rejects with one line that says which variable to mend when the cluster cannot be reached or refuses us. */
export async function openKafkaBus(settings: KafkaSettings): Promise<Bus> {
  const { maxRecordBytes = DEFAULT_MAX_RECORD_BYTES } = settings
  const client = openClient(settings)
  const requests = openRequests(client)
  const admin = lazyAdmin(() => client.admin())
  const topics = openTopics({ admin: admin.get, requests, settings, maxRecordBytes })
  const publisher = openPublisher(client, requests, maxRecordBytes)
  const reader = openReader(requests)
  const groups = new Map<Subscription, string>()
  let closed = false

  const requireOpen = () => {
    if (closed) throw new ThalaError('dependency-down', 'the bus is closed')
  }
  const attempt = async <T>(action: () => Promise<T>): Promise<T> => {
    requireOpen()
    try {
      return await action()
    } catch (error) {
      throw toThalaError(error, settings)
    }
  }
  const requireIdle = (group: string) => {
    if ([...groups.values()].includes(group)) throw inUse(group)
  }
  const removeGroup = async (group: string) => {
    await (await admin.get()).deleteGroups([group]).catch((error) => {
      if (hasType(error, 'NON_EMPTY_GROUP')) throw inUse(group)
      if (!hasType(error, 'GROUP_ID_NOT_FOUND')) throw error
    })
  }
  const keep = (subscription: Subscription, group: string): Subscription => {
    const kept: Subscription = {
      stop: async (options) => {
        await subscription.stop(options)
        groups.delete(kept)
      },
    }
    groups.set(kept, group)
    return kept
  }
  const close = async () => {
    closed = true
    await Promise.all([...groups.keys()].map((subscription) => subscription.stop()))
    await Promise.all([publisher.close(), requests.close(), admin.close()])
  }
  await attempt(() => requests.about([], (cluster) => checkVersions(cluster, settings))).catch(async (error) => {
    await close()
    throw error
  })

  return {
    kind: 'kafka',
    maxRecordBytes,
    ensureTopics: (specs) => attempt(() => topics.ensure(specs)),
    publish: (records) => attempt(() => publisher.publish(records)),
    subscribe: (options) =>
      attempt(async () => {
        await requests.about(options.topics, () => Promise.resolve())
        const setting = { client, settings }
        // Nobody shares a broadcast, so it is no obstacle to whoever moves the group.
        if (options.broadcast) return keep(await subscribeBroadcast(setting, options), '')
        requireOpen()
        return keep(subscribeGroup(setting, options), options.group)
      }),
    lag: (group, names) => attempt(() => lagOf(requests, group, names)),
    read: (wish) => attempt(() => reader.read(wish)),
    expire: () => attempt(() => Promise.resolve(0)),
    overwrite: () => attempt(() => Promise.resolve(0)),
    offsetsAt: (names, time) => attempt(() => offsetsAtTime(requests, names, time)),
    seek: (group, positions) =>
      attempt(() => {
        requireIdle(group)
        return moveGroup(requests, group, positions)
      }),
    remove: (what) =>
      attempt(async () => {
        for (const group of what.groups ?? []) requireIdle(group)
        await topics.remove(what.topics ?? [])
        reader.forget()
        for (const group of what.groups ?? []) await removeGroup(group)
      }),
    close,
  }
}

const inUse = (group: string): ThalaError =>
  new ThalaError('bad-input', `group ${group} has a subscriber: stop it before its positions are changed`)

/** Connected when it is first needed. */
function lazyAdmin(make: () => Admin) {
  let connected: Promise<Admin> | undefined
  const connect = async (): Promise<Admin> => {
    const admin = make()
    await withinDeadline('a connection', admin.connect())
    return admin
  }
  return {
    get: (): Promise<Admin> => {
      connected ??= connect()
      connected.catch(() => {
        connected = undefined
      })
      return connected
    },
    close: async () => {
      await connected?.then((admin) => admin.disconnect()).catch(() => undefined)
    },
  }
}
