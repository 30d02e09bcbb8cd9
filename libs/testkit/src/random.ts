// A seeded random: the same numbers for the same seed, everywhere.

export { seededRandom as mulberry32 } from '@thala/bus'
