// Bounds of the analyzer. The index, the contracts (`terms`) and the linker's inputs count on them.

/** Longest term, in UTF-16 units; what is longer is cut. */
export const MAX_TERM_LENGTH = 64
/** Most terms (or words) of one document; the rest of the text is not read. */
export const MAX_TERMS = 2000
/** Most terms of one run without spaces, so that a pasted blob cannot use up a document's terms. */
export const MAX_PARTS = 64
/** Most references of each kind that one text may make. */
export const MAX_REFERENCES = 64
/** Codes of one message. */
export const MAX_CODES = 64
