// The folder of one started server, and a guardian that outlives us: however this process ends, kill -9 included, the
// server's processes are killed and the folder is removed. `end()` takes the same way.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'

export interface Instance {
  readonly folder: string
  /** Kills every process whose group is named in `<folder>/<node>/group` and removes the folder. */
  end(): Promise<void>
}

// What a killed JVM leaves in /tmp would keep another one of the same process id from starting.
// `cat` returns when the other end of its pipe is gone. A process that is being killed may still write into the folder,
// hence the tries.
const GUARDIAN = `
cat > /dev/null
for file in "$1"/*/group; do
  [ -s "$file" ] && kill -s KILL -- "-$(cat "$file")"
done
for file in "$1"/*/pid; do
  [ -s "$file" ] && rm -f "/tmp/.java_pid$(cat "$file")"
done
tries=0
until rm -rf "$1" || [ "$tries" -ge 100 ]; do tries=$((tries + 1)); sleep 0.1; done
`

/** The folder is made inside of `parent`. */
export async function createInstance(name: string, parent: string): Promise<Instance> {
  const folder = await mkdtemp(join(parent, `thala-${name}-`))
  // In a session of its own, so that Ctrl-C does not reach it.
  const guardian = spawn('sh', ['-c', GUARDIAN, 'guardian', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  })
  const exited = exitOf(guardian)
  return {
    folder,
    async end() {
      guardian.stdin.end()
      await exited
    },
  }
}

/** Also resolves when it could not be started: it does not run either way. */
export const exitOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
