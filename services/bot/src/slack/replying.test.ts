import { dependencyDown } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import { line } from '../incident-actions.ts'
import { toldAnyway, within } from './replying.ts'

const never = new Promise<never>(() => undefined)

describe('what is ready in time', () => {
  it('is taken', async () => {
    expect(await within(10_000, Promise.resolve('ready'))).toBe('ready')
  })

  it('is null for what is not', async () => {
    expect(await within(1, never)).toBeNull()
  })

  it('fails as it fails', async () => {
    await expect(within(10_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})

describe('an answer', () => {
  const told = async (answer: () => Promise<ReturnType<typeof line>>, withinMs?: number) => {
    const reported: unknown[] = []
    const { text } = await toldAnyway(answer, (error) => reported.push(error), withinMs)
    return { text, reported: reported.map(String) }
  }

  it('is told as it is', async () => {
    expect(await told(async () => line('yes'))).toEqual({ text: 'yes', reported: [] })
  })

  it.each<[string, () => Promise<never>, string, RegExp]>([
    ['fails', async () => Promise.reject(new Error('at /home/x')), 'Something failed here', /at \/home\/x/],
    [
      'throws at once',
      () => {
        throw new Error('early')
      },
      'Something failed here',
      /early/,
    ],
    [
      'needs what does not answer',
      async () => Promise.reject(dependencyDown('the store')),
      'try again in a minute',
      /the store/,
    ],
    ['never comes', () => never, 'try again in a minute', /took more than/],
  ])('that %s is told as a failure, and reported once', async (_, answer, said, reason) => {
    const { text, reported } = await told(answer, 50)
    expect(text).toContain(said)
    expect(text).not.toMatch(/home|early|store/)
    expect(reported).toEqual([expect.stringMatching(reason)])
  })
})
