import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { topics } from '@thala/contracts'
import { installationVariables } from '@thala/runtime'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { services as declared } from '../../services/all/src/declarations.ts'
import { localModels } from '../../services/all/src/models.ts'

const ROOT = join(import.meta.dirname, '../..')
const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')

const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])
const composeService = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  profiles: z.array(z.enum(['servers', 'everything', 'slack', 'cli'])).min(1),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  restart: z.enum(['unless-stopped', 'no']),
  read_only: z.boolean().default(false),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  logging: z.object({ driver: z.literal('json-file'), options: z.object({ 'max-size': z.string() }) }),
  tmpfs: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).min(1),
  ports: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).default({}),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({
        test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string()),
        interval: z.string(),
        timeout: z.string(),
        retries: z.int(),
        start_period: z.string(),
      }),
    ])
    .optional(),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string(), memory: z.string().regex(/^\d+[MG]$/), pids: z.int() }),
    }),
  }),
})
const compose = z.object({
  services: z.record(z.string(), composeService),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.strictObject({})),
})

const file = compose.parse(parse(text, { merge: true }))
const all = Object.entries(file.services)
const ours = all.filter(([, { build }]) => build !== undefined)
const running = all.filter(([, { restart }]) => restart !== 'no')
const mebibytes = (size: string): number => Number.parseInt(size, 10) * (/g$/i.test(size) ? 1024 : 1)

describe('docker-compose.yml', () => {
  it('runs every service that is declared, each in a process of its own', () => {
    const started = ours.flatMap(([name, { command }]) => (command?.[0] === 'start' ? [[name, ...command]] : []))
    expect(started).toEqual(Object.keys(declared(localModels())).map((name) => [name, 'start', name]))
  })

  it('sets no variable that Thala does not read', () => {
    const settings = Object.values(declared(localModels())).flatMap((some) => some.map(({ config }) => config))
    const known = new Set([
      ...[installationVariables, ...settings].flatMap(({ shape }) => Object.keys(shape)),
      ...Object.values(topics).map(({ env }) => env),
    ])
    const set = ours.flatMap(([, { environment }]) => Object.keys(environment))
    expect(set.filter((name) => !known.has(name))).toEqual([])
  })

  it('has no password but those that .env must give', () => {
    const passwords = [...text.matchAll(/PASSWORD: (.*)/g)].map(([, value]) => value)
    expect(passwords.length).toBeGreaterThan(3)
    for (const value of passwords) expect(value).toMatch(/^\$\{[A-Z_]+:\?set [A-Z_]+ in \.env/)
  })

  it('publishes to the loopback of the host alone', () => {
    const ports = all.flatMap(([, one]) => one.ports)
    expect(ports.length).toBeGreaterThan(3)
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  })

  it('keeps what needs nothing from outside on a network that leads nowhere', () => {
    expect(file.networks.backend?.internal).toBe(true)
    const outside = ours.filter(([, { networks }]) => networks.some((name) => !file.networks[name]?.internal))
    expect(outside.map(([name]) => name)).toEqual(['api', 'bot'])
  })

  it('writes nowhere but to volumes and memory, where the image allows it', () => {
    const writable = all.filter(([, one]) => !one.read_only).map(([name]) => name)
    expect(writable).toEqual(['kafka', 'elasticsearch'])
    for (const [, { tmpfs }] of ours) expect(tmpfs.map((one) => one.split(':')[0])).toEqual(['/tmp', '/data'])
  })

  it.each(all)('%s: has an exact version, and names only what is there', (_, one) => {
    if (one.build === undefined) expect(one.image).toMatch(/:v?\d+\.\d+\.\d+$/)
    for (const name of one.networks) expect(Object.keys(file.networks)).toContain(name)
    for (const volume of one.volumes) {
      const [source = ''] = volume.split(':')
      if (source.startsWith('.')) expect(existsSync(join(ROOT, source)), source).toBe(true)
      else expect(Object.keys(file.volumes)).toContain(source)
    }
  })

  it.each(all)('%s: waits only for what runs in the same profiles and can become so', (_, one) => {
    for (const [name, { condition }] of Object.entries(one.depends_on)) {
      const other = file.services[name]
      expect(other?.profiles).toEqual(expect.arrayContaining(one.profiles))
      if (condition === 'service_healthy') expect(other?.healthcheck).toHaveProperty('test')
      if (condition === 'service_completed_successfully') expect(other?.restart).toBe('no')
    }
  })

  it.each(running)('%s: can be seen to be well', (_, { build, healthcheck }) => {
    // Ours is in the image.
    if (build === undefined) expect(healthcheck).toHaveProperty('test')
    else expect(healthcheck).toBeUndefined()
  })

  it('leaves a JVM as much memory outside of its heap as inside', () => {
    const heaps = all.flatMap(([, { environment, deploy }]) => {
      const heap = /-Xmx(\d+[mg])/.exec(environment.KAFKA_HEAP_OPTS ?? environment.ES_JAVA_OPTS ?? '')?.[1]
      return heap ? [{ heap: mebibytes(heap), limit: mebibytes(deploy.resources.limits.memory) }] : []
    })
    expect(heaps).toHaveLength(2)
    for (const { heap, limit } of heaps) expect(limit).toBeGreaterThanOrEqual(2 * heap)
  })

  it('starts the two servers alone in the profile for them', () => {
    const servers = all.filter(([, { profiles }]) => profiles.includes('servers')).map(([name]) => name)
    expect(servers).toEqual(['kafka', 'elasticsearch', 'elasticsearch-user'])
  })
})
