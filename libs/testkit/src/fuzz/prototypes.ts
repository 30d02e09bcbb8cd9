// Whether anything has touched what every object inherits from.

const watched: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Number.prototype,
  Map.prototype,
  Set.prototype,
  Promise.prototype,
  Error.prototype,
]

const surface = (): string[] =>
  watched.map((prototype) =>
    Reflect.ownKeys(prototype)
      .map((key) => `${String(key)}:${typeof Object.getOwnPropertyDescriptor(prototype, key)?.value}`)
      .join(),
  )

/** Answers a function that lists what is different since. */
export function watchPrototypes(): () => string[] {
  const before = surface()
  return () => surface().flatMap((now, i) => (now === before[i] ? [] : [`prototype ${i} of the built-in ones: ${now}`]))
}
