// Several files of one command are told in source-time order across all of them: each waits for its turn. Promise: whoever
// is the earliest may always go on, so nobody waits for ever; one that has ended, or failed, keeps nobody waiting.

/** Files may run ahead of each other by so much of source time, so that they need not take turns at every message. */
export const SLACK_MS = 86_400_000

export interface Turn {
  /** Whether a message of this time may be told now. Moves on to it if so. */
  mayTell(at: number): boolean
  /** Resolves when a message of this time may be told, or when stopped. */
  wait(at: number, signal: AbortSignal): Promise<void>
  leave(): void
}

interface Member {
  at: number
  wake: (() => void) | null
}

/** `count` take part; until each has told its first time or left, nobody goes on. */
export function turns(count: number): { join(): Turn } {
  const members = new Set<Member>()
  let awaited = count
  const isTurn = (member: Member, at: number): boolean => {
    if (awaited > 0) return false
    for (const other of members) if (other !== member && other.at < at - SLACK_MS) return false
    return true
  }
  const wakeAll = () => {
    for (const member of members) if (member.wake && isTurn(member, member.at)) member.wake()
  }
  return {
    join() {
      const member: Member = { at: Number.NEGATIVE_INFINITY, wake: null }
      let arrived = false
      const arrive = () => {
        if (!arrived) awaited--
        arrived = true
      }
      members.add(member)
      const mayTell = (at: number): boolean => {
        // Told out of order within one file: its place stays where it was.
        const place = Math.max(member.at, at)
        if (arrived && place === member.at) return true
        if (!isTurn(member, place)) return false
        member.at = place
        wakeAll()
        return true
      }
      return {
        mayTell,
        async wait(at, signal) {
          member.at = Math.max(member.at, at)
          arrive()
          wakeAll()
          while (!signal.aborted && !isTurn(member, member.at))
            await new Promise<void>((resolve) => {
              const wake = () => {
                member.wake = null
                signal.removeEventListener('abort', wake)
                resolve()
              }
              member.wake = wake
              signal.addEventListener('abort', wake, { once: true })
            })
        },
        leave() {
          arrive()
          members.delete(member)
          wakeAll()
        },
      }
    },
  }
}
