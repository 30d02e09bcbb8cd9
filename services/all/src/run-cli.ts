// Runs one command and turns what went wrong into one line and an exit code: 2 for what the caller can mend, 1 for a bug.

import { isThalaError } from '@thala/contracts'
import { type Env, redactor } from '@thala/runtime'
import { CommanderError } from 'commander'
import { program } from './cli.ts'

export async function runCli(args: readonly string[], env: Env): Promise<number> {
  // Whoever reads our output may have seen enough (`… | head`).
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
  try {
    await program(env).parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error)
    const redact = redactor(env)
    if (isThalaError(error)) {
      process.stderr.write(`thala: ${redact(error.message)}\n`)
      return 2
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`thala: this is a bug: ${redact(text)}\n`)
    return 1
  }
}

/** What Commander refuses is the caller's to mend; a command of ours may end with a code of its own. */
const exitCodeOf = ({ code, exitCode }: CommanderError): number =>
  exitCode === 0 || !code.startsWith('commander.') ? exitCode : 2
