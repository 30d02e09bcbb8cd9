// What is stored: the server is asked by name, never by a pattern that might match what is not ours.

import { type Collection, collections } from '@thala/contracts'

export const allCollections: readonly Collection[] = Object.values(collections)
