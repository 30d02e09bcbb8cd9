// Compare-and-set: of two writers both count, and a write whose answer was lost is made once.

import { collections } from '@thala/contracts'
import { describe, expect, it } from 'vitest'
import type { StoreFaults } from '../faults.ts'
import { MAX_ROUNDS } from '../limits.ts'
import type { Document, Store } from '../port.ts'
import { documentOf, type OpenedStore, type OpenStore, put, range, using } from './opened.ts'

const { checkpoints } = collections

type Count = Readonly<Record<string, number>>

const increment = (current: Document<Count> | undefined, id: string): Document<Count> => ({
  id,
  body: { n: (current?.body.n ?? 0) + 1 },
  index: {},
})

const countOf = async (store: Store, id: string) => (await store.get<Count>(checkpoints, [id])).get(id)?.body.n

/** As long as the store says to try again. */
async function insist(store: Store, id: string): Promise<void> {
  for (;;) {
    try {
      await store.update(checkpoints, [id], increment)
      return
    } catch (error) {
      expect(error).toMatchObject({ code: 'dependency-down' })
    }
  }
}

export function raceContract(open: OpenStore): void {
  describe('compare-and-set', () => {
    it.each([
      ['is new', false],
      ['exists', true],
    ])(
      'a write that another writer overtook reads again, evolves again, and both count: the document %s',
      (_, exists) => {
        const evolved: string[] = []
        let overtaken = false
        let opened: OpenedStore | undefined
        const faults: StoreFaults = {
          beforeCommit: async () => {
            if (overtaken) return
            overtaken = true
            const other = await opened?.another()
            await other?.update(checkpoints, ['contested'], increment)
          },
        }
        return using(
          open,
          async (subject, store) => {
            if (exists) await (await subject.another()).update(checkpoints, ['contested'], increment)
            opened = subject
            const results = await store.update<Count>(checkpoints, ['quiet', 'contested'], (current, id) => {
              evolved.push(id)
              return increment(current, id)
            })
            expect(results.map((one) => one.ok && one.document?.body.n)).toEqual([1, exists ? 3 : 2])
            // Only the document that was lost is evolved again.
            expect(evolved).toEqual(['quiet', 'contested', 'contested'])
            expect(await countOf(store, 'contested')).toBe(exists ? 3 : 2)
          },
          faults,
        )
      },
    )

    it('sees a document as unchanged when the faster writer wrote the same', () => {
      let opened: OpenedStore | undefined
      const same = documentOf('a', { n: 1 })
      const faults: StoreFaults = {
        beforeCommit: async () => {
          const other = await opened?.another()
          if (other) await put(other, checkpoints, same)
        },
      }
      return using(
        open,
        async (subject, store) => {
          opened = subject
          expect(await put(store, checkpoints, same)).toEqual([{ id: 'a', ok: true, changed: false, document: same }])
        },
        faults,
      )
    })

    it('counts every increment of two clients at once', () =>
      using(open, async (opened, store) => {
        const other = await opened.another()
        await Promise.all(range(40).map((n) => insist(n % 2 === 0 ? store : other, 'n')))
        expect(await countOf(store, 'n')).toBe(40)
      }))

    it(`gives up as dependency-down after ${MAX_ROUNDS} lost rounds, having stored the others`, () => {
      const rounds: number[] = []
      const loseRace = (id: string, round: number) => {
        if (id === 'lost') rounds.push(round)
        return id === 'lost'
      }
      return using(
        open,
        async (_, store) => {
          const update = store.update(checkpoints, ['lost', 'stored'], increment)
          await expect(update).rejects.toMatchObject({ code: 'dependency-down' })
          expect(rounds).toEqual(range(MAX_ROUNDS).map((n) => n + 1))
          expect(await countOf(store, 'lost')).toBeUndefined()
          expect(await countOf(store, 'stored')).toBe(1)
        },
        { loseRace },
      )
    })

    it('wins in the last round as well as in the first', () =>
      using(
        open,
        async (_, store) => {
          await store.update(checkpoints, ['a'], increment)
          expect(await countOf(store, 'a')).toBe(1)
        },
        { loseRace: (_, round) => round < MAX_ROUNDS },
      ))
  })

  describe('a write that fails', () => {
    it('before the commit stores nothing', () =>
      using(
        open,
        async (_, store) => {
          await expect(store.update(checkpoints, ['a'], increment)).rejects.toThrow('no connection')
          expect(await countOf(store, 'a')).toBeUndefined()
        },
        {
          beforeCommit: () => {
            throw new Error('no connection')
          },
        },
      ))

    it('after the commit has stored all: tried again, evolve sees its own write and can leave it', () => {
      let failures = 1
      const faults: StoreFaults = {
        afterCommit: () => {
          if (failures-- > 0) throw new Error('timed out')
        },
      }
      const once = (current: Document<Count> | undefined, id: string) => current ?? increment(current, id)
      return using(
        open,
        async (_, store) => {
          await expect(store.update(checkpoints, ['a', 'b'], once)).rejects.toThrow('timed out')
          const again = await store.update(checkpoints, ['a', 'b'], once)
          expect(again).toMatchObject([
            { ok: true, changed: false },
            { ok: true, changed: false },
          ])
          expect(await countOf(store, 'a')).toBe(1)
        },
        faults,
      )
    })
  })
}
