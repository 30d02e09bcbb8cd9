// One analyzer for the stores, the classifier and the linker.

export { analyze, type Token, terms, words } from './analyze.ts'
export { codesAmong, isCode } from './codes.ts'
export { harmless, harmlessLines } from './harmless.ts'
export { hashesOf, hashTerm, termHashes } from './hash.ts'
export { type Excerpt, excerpt } from './highlight.ts'
export { type Names, plain, type Span } from './markup.ts'
export { type ReferenceOptions, type References, references } from './references.ts'
