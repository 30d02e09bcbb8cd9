import { afterEach, describe, expect, it, vi } from 'vitest'
import startServers from './global-setup.ts'
import { type Obtained, obtainServer } from './obtain.ts'

vi.mock('./obtain.ts', () => ({ obtainServer: vi.fn() }))

const stop = vi.fn(async () => undefined)
const kafka: Obtained = { address: 'here:9092', origin: '4 from jars', stop }
const missing: Obtained = { missing: 'install Java' }

/** Kafka is there; `elasticsearch` says how the other one goes. */
async function setUp(asked: string, elasticsearch: () => Promise<Obtained>) {
  vi.stubEnv('CI', '')
  vi.stubEnv('THALA_TEST_SERVERS', asked)
  vi.mocked(obtainServer).mockImplementation(async (program) => (program === 'kafka' ? kafka : elasticsearch()))
  const lines: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  const provided: Record<string, unknown> = {}
  try {
    const provide = (name: string, value: unknown) => Object.assign(provided, { [name]: value })
    return { provided, lines, tearDown: await startServers({ provide }) }
  } finally {
    write.mockRestore()
  }
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.clearAllMocks()
})

describe('the set-up of the integration run', () => {
  it('hands on the addresses, says where each came from, and stops both in the end', async () => {
    const { provided, lines, tearDown } = await setUp('required', async () => ({ ...kafka, address: 'http://here' }))
    expect(provided).toEqual({ kafka: 'here:9092', elasticsearch: 'http://here' })
    expect(lines).toContainEqual(expect.stringMatching(/^kafka: 4 from jars, here:9092, ready in \d+\.\d s\n$/))
    expect(lines).toHaveLength(2)
    expect(stop).not.toHaveBeenCalled()
    await tearDown()
    expect(stop).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['is missing', async () => missing, /install Java/],
    ['does not start', async () => Promise.reject(new Error('no memory')), /no memory/],
  ])('goes on without a server that %s, and says which tests are skipped', async (_, elasticsearch, reason) => {
    const { provided, lines } = await setUp('', elasticsearch)
    expect(provided).toEqual({ kafka: 'here:9092', elasticsearch: undefined })
    const told = lines.find((line) => line.startsWith('elasticsearch: tests that need it are skipped: '))
    expect(told).toMatch(reason)
  })

  it.each([
    ['is missing', async () => missing, /elasticsearch is required for this run: install Java/],
    ['does not start', async () => Promise.reject(new Error('no memory')), /no memory/],
  ])('fails the run when a required server %s, and stops the other', async (_, elasticsearch, reason) => {
    await expect(setUp('required', elasticsearch)).rejects.toThrow(reason)
    expect(stop).toHaveBeenCalledTimes(1)
  })

  it('starts only what THALA_TEST_SERVERS names', async () => {
    const { provided, lines } = await setUp('kafka', async () => kafka)
    expect(provided).toEqual({ kafka: 'here:9092', elasticsearch: undefined })
    expect(obtainServer).toHaveBeenCalledTimes(1)
    expect(lines.join('')).toContain('elasticsearch: not started, as THALA_TEST_SERVERS says')
  })

  it('starts nothing when told so', async () => {
    const { provided } = await setUp('off', async () => kafka)
    expect(provided).toEqual({ kafka: undefined, elasticsearch: undefined })
    expect(obtainServer).not.toHaveBeenCalled()
  })
})
