// Guard of a fold: a map of entries where each entry keeps its latest decision. Used inside `evolve`.
// Nothing is refused for being old: a late entry joins the map, only a decision about the same entry is compared.

export type Entries<E> = Readonly<Record<string, E>>

/** The map with `entry` under `id` if its decision is newer than the one there; otherwise the same map. */
export function entries<E extends { readonly decisionVersion: number }>(
  map: Entries<E>,
  id: string,
  entry: E,
): Entries<E> {
  const current = Object.hasOwn(map, id) ? map[id] : undefined
  if (current && current.decisionVersion >= entry.decisionVersion) return map
  return { ...map, [id]: entry }
}
