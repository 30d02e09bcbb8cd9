// Many single questions, few calls: while one call is under way, further questions wait and go together in the next.

interface Waiting<K, V> {
  readonly key: K
  readonly resolve: (value: V) => void
  readonly reject: (error: unknown) => void
}

/** `ask` answers in the order of its keys; when it throws, every question of that call fails. */
export function gather<K, V>(ask: (keys: readonly K[]) => Promise<readonly V[]>, most: number): (key: K) => Promise<V> {
  let waiting: Waiting<K, V>[] = []
  let isAsking = false
  const next = async () => {
    if (isAsking) return
    isAsking = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      await answer(batch, ask)
    }
    isAsking = false
  }
  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      // What else is asked in this turn of the event loop goes along.
      setImmediate(next)
    })
}

async function answer<K, V>(
  batch: readonly Waiting<K, V>[],
  ask: (keys: readonly K[]) => Promise<readonly V[]>,
): Promise<void> {
  try {
    const values = await ask(batch.map(({ key }) => key))
    if (values.length !== batch.length) throw new Error(`${values.length} answers to ${batch.length} questions`)
    for (const [i, value] of values.entries()) batch[i]?.resolve(value)
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}
