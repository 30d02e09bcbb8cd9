// Why the operating system does not let a file be read, in words for the person who named it.

import { ThalaError } from '@thala/contracts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is a file, not a folder',
  EISDIR: 'is a folder, not a file',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'is a longer name than a file can have',
  EIO: 'cannot be read: its disk or device reports an error (EIO)',
}

/** Of a pipe, nobody knows when it ends, and a device may have no end. */
export const NO_FILE = 'is neither a file nor a folder: save what it gives to a file, and name that'

/** `bad-input` for what the operating system refused; any other error as it is. */
export function unreadable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : ''
  if (!/^E[A-Z0-9]+$/.test(code)) return error
  return new ThalaError('bad-input', `${path}: ${reasons[code] ?? `cannot be read (${code})`}`, { cause: error })
}
