import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakeProgram } from './fixtures/fake-program.ts'
import { openFolder } from './fixtures/folder.ts'
import { findJava } from './java.ts'

/** Newer than any that this machine may have. */
const NEWEST = 990

async function fakeJava(home: string, major: number): Promise<string> {
  const said = `    java.home = ${home}\n    java.specification.version = ${major}`
  await fakeProgram(join(home, 'bin', 'java'), `printf '%s\\n' '${said}' >&2`)
  return home
}

describe('finding Java', () => {
  it('finds none where all are too old, broken or absent', async () => {
    const folder = await openFolder()
    const broken = join(folder, 'broken')
    await fakeProgram(join(broken, 'bin', 'java'), 'exit 1')
    const old = await fakeJava(join(folder, 'old'), NEWEST - 1)
    const environment = { ES_JAVA_HOME: broken, JAVA_HOME: old, PATH: join(folder, 'none') }
    expect(await findJava(NEWEST, environment)).toBeUndefined()
    expect(await findJava(NEWEST, {})).toBeUndefined()
  })

  it('takes the first that is new enough: ES_JAVA_HOME, JAVA_HOME, then PATH', async () => {
    const folder = await openFolder()
    const [first, second, third] = await Promise.all(
      ['first', 'second', 'third'].map((name) => fakeJava(join(folder, name), NEWEST)),
    )
    const old = await fakeJava(join(folder, 'old'), 8)
    const onPath = `${join(folder, 'none')}:${third}/bin`
    const homeIn = async (environment: NodeJS.ProcessEnv) => (await findJava(NEWEST, environment))?.home
    expect(await homeIn({ ES_JAVA_HOME: first, JAVA_HOME: second, PATH: onPath })).toBe(first)
    expect(await homeIn({ ES_JAVA_HOME: old, JAVA_HOME: second, PATH: onPath })).toBe(second)
    expect(await homeIn({ JAVA_HOME: '', PATH: onPath })).toBe(third)
  })
})
