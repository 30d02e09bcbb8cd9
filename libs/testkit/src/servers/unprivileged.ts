// Elasticsearch refuses to run as root: root runs it as another user, who must reach every file that it needs.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The user `nobody` of most systems. */
const USER = '65534'

export const isRoot = (): boolean => process.getuid?.() === 0

/** To be put before a command; nothing for who is not root. */
export const asOtherUser = (): string[] =>
  isRoot() ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'] : []

/** Whether the user that runs Elasticsearch may enter `folder`. */
export async function mayEnter(folder: string): Promise<boolean> {
  if (!isRoot()) return true
  const [command = '', ...args] = asOtherUser()
  return run(command, [...args, 'test', '-x', folder]).then(
    () => true,
    () => false,
  )
}

/** Gives a folder and what is in it to that user. */
export async function handOver(folder: string): Promise<void> {
  if (isRoot()) await run('chown', ['-R', `${USER}:${USER}`, folder])
}

/** Lets that user read what others may not change. */
export async function letRead(folder: string): Promise<void> {
  if (isRoot()) await run('chmod', ['-R', 'a+rX', folder])
}
