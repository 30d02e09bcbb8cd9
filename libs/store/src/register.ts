// Guard of a register: the last writer wins, whatever the order of arrival. Used inside `evolve`.

/** One version of something that is replaced as a whole. */
export interface Version {
  /** Source time of this version, epoch ms. */
  readonly revision: number
  readonly deleted: boolean
  /** Id of the event that carried it; decides between versions of the same time. */
  readonly id: string
}

/**
 * The version that stays: the larger revision; at equal revisions a deletion before an edit, so that what was taken
 * back stays taken back; then the larger id. A version met again changes nothing.
 */
export function register<V extends Version>(current: V | undefined, candidate: V): V {
  if (current === undefined) return candidate
  if (candidate.revision !== current.revision) return candidate.revision > current.revision ? candidate : current
  if (candidate.deleted !== current.deleted) return candidate.deleted ? candidate : current
  return candidate.id > current.id ? candidate : current
}
