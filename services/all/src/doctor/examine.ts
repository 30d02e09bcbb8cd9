// Runs checks side by side. Promise: each ends within its limit, whatever it hangs on, and keeps what it found until then;
// one that throws is a finding as well; no value of a secret is in any line.

import { setTimeout as wait } from 'node:timers/promises'
import { errorLine } from '@thala/contracts'
import { type Env, redactor } from '@thala/runtime'
import { type Finding, fault, type Subject } from './finding.ts'

export interface Check {
  /** What is blamed when it throws or hangs. */
  readonly subject: Subject
  look(): AsyncIterable<Finding>
}

export interface Examination {
  /** In the order of the checks. */
  readonly findings: readonly Finding[]
  /** A check was given up, so something of it may still be open. */
  readonly abandoned: boolean
}

export async function examine(checks: readonly Check[], env: Env, limitMs: number): Promise<Examination> {
  const redact = redactor(env)
  const looked = await Promise.all(checks.map((check) => within(check, limitMs)))
  const clean = (finding: Finding): Finding => ({
    ...finding,
    on: redact(finding.on),
    note: finding.note === null ? null : redact(finding.note),
  })
  return {
    findings: looked.flatMap(({ findings }) => findings.map(clean)),
    abandoned: looked.some(({ abandoned }) => abandoned),
  }
}

async function within({ subject, look }: Check, limitMs: number): Promise<Examination> {
  const findings: Finding[] = []
  const done = new AbortController()
  const late = wait(limitMs, 'late' as const, { signal: done.signal }).catch(() => 'late' as const)
  try {
    const found = look()[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([found.next(), late])
      if (next === 'late') {
        // Closes what the check has open, if it ever comes so far; nobody waits for it.
        void found.return?.().catch(() => undefined)
        findings.push(fault(subject, `no answer within ${limitMs / 1000} s${stepOf(subject)}`))
        return { findings, abandoned: true }
      }
      if (next.done) return { findings, abandoned: false }
      findings.push(next.value)
    }
  } catch (error) {
    findings.push(fault(subject, errorLine(error)))
    return { findings, abandoned: false }
  } finally {
    done.abort()
  }
}

const stepOf = ({ variable }: Subject): string =>
  variable === undefined ? ': run it again; if it stays so, restart the machine' : `: check what ${variable} names`
