import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openFolder } from './fixtures/folder.ts'
import { groupsIn, livingIn } from './fixtures/left-behind.ts'
import { createInstance } from './instance.ts'
import { serverNode } from './server-node.ts'

/** A shell script as a server that is ready when it says SERVING. */
async function scriptNode(script: string, pidFile?: string) {
  const parent = await openFolder()
  const instance = await createInstance('script', parent)
  onTestFinished(instance.end)
  const folder = join(instance.folder, 'node')
  await mkdir(folder)
  const node = serverNode({
    name: 'The script',
    folder,
    command: ['sh', '-c', script],
    environment: { PATH: process.env.PATH },
    isReady: (log) => log.includes('SERVING'),
    ...(pidFile ? { pidFile: join(folder, pidFile) } : {}),
  })
  return { node, parent, folder, instance }
}

const RUNS = 'echo "$$" >> starts; echo SERVING; exec sleep 600'

describe('a server process', () => {
  it('that ends while it starts is an error with its last words', async () => {
    const { node } = await scriptNode('echo "cannot read the licence"; exit 3')
    await expect(node.start()).rejects.toMatchObject({
      code: 'dependency-down',
      message: 'The script ended while it started; it said:\ncannot read the licence',
    })
  })

  it('that finds its port taken says so by its code', async () => {
    const { node } = await scriptNode('echo "java.net.BindException: Address already in use"; exit 1')
    await expect(node.start()).rejects.toMatchObject({ code: 'port-in-use' })
  })

  it('that cannot be run at all is an error, not a wait', async () => {
    const { node } = await scriptNode('exec /nowhere/java')
    await expect(node.start()).rejects.toMatchObject({ code: 'dependency-down' })
  })

  it.each(['kill', 'terminate'] as const)('is gone after %s and starts again in the same folder', async (end) => {
    const { node, parent, folder } = await scriptNode(RUNS)
    await node.start()
    const groups = groupsIn(parent)
    expect(livingIn(groups)).toBe(1)
    await node[end]()
    expect(livingIn(groups)).toBe(0)
    expect(groupsIn(parent)).toEqual([])
    await node.start()
    expect((await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n')).toHaveLength(2)
  })

  it('is not started twice, and ending one that does not run changes nothing', async () => {
    const { node } = await scriptNode(RUNS)
    await node.kill()
    await node.start()
    await expect(node.start()).rejects.toThrow(/runs already/)
  })

  it('behind a launcher is what gets the signal', async () => {
    const launcher = 'sleep 600 & echo "$!" > pid; echo SERVING; wait "$!"; echo "ended with $?"'
    const { node, folder } = await scriptNode(launcher, 'pid')
    await node.start()
    await node.kill()
    expect(await readFile(join(folder, 'log'), 'utf8')).toContain('ended with 137')
  })
})

describe('the end of an instance', () => {
  it('kills launcher and server and removes the folder', async () => {
    const { node, parent, instance } = await scriptNode('sleep 600 & echo "$!" > pid; echo SERVING; wait', 'pid')
    await node.start()
    const groups = groupsIn(parent)
    expect(livingIn(groups)).toBe(2)
    await instance.end()
    await node.gone()
    await expect.poll(() => livingIn(groups)).toBe(0)
    expect(groupsIn(parent)).toEqual([])
  })
})
