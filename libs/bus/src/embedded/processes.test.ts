import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { commitAll, until, words } from '../contract/bench.ts'
import { openOn, temporaryFile } from '../fixtures/opened.ts'

const script = fileURLToPath(new URL('../fixtures/child.ts', import.meta.url))

function startChild(what: string, file: string, label: string, lines: string[]): ChildProcess {
  const child = spawn(process.execPath, [script, what, file, label], { stdio: ['ignore', 'pipe', 'inherit'] })
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

describe('publishers and consumers in processes that are killed', () => {
  it('lose no acknowledged record, and pass none over', async () => {
    const file = temporaryFile()
    const published: string[] = []
    const consumed: string[] = []
    for (let round = 0; round < 4; round++) {
      const [enough, handled] = [published.length + 60 + 50 * round, consumed.length + 40 + 30 * round]
      const publisher = startChild('publish', file, `round${round}`, published)
      const consumer = startChild('consume', file, '', consumed)
      await until('both are at work', () => published.length >= enough && consumed.length >= handled)
      await (round % 2 === 0 ? kill(publisher).then(() => kill(consumer)) : kill(consumer).then(() => kill(publisher)))
    }

    const { bus, close } = await openOn(file)
    onTestFinished(close)
    await bus.subscribe({
      group: 'workers',
      topics: ['work'],
      onBatch: async (batch) => {
        consumed.push(...batch.records.map(words))
        await commitAll(batch)
      },
    })
    await until('the rest is done', async () => (await bus.lag('workers', ['work'])).every((lag) => lag.waiting === 0))
    const seen = new Set(consumed)
    expect(published.length).toBeGreaterThan(400)
    expect(published.filter((name) => !seen.has(name))).toEqual([])
  })
})
