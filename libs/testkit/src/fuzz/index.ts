// For fuzzing: hostile values, bent examples, and a watch over what every object inherits. Imported as `@thala/testkit/fuzz`.

export { hostileJson, hostileStrings, hostileText, matching, sampled } from './hostile.ts'
export { type Mutator, mutator } from './mutate.ts'
export { watchPrototypes } from './prototypes.ts'
