// Bounds that every adapter keeps, so that a document which one store takes the other takes too.

/** Sentence vectors are 384 signed bytes. */
export const VECTOR_BYTES = 384
/** UTF-8 bytes; also the longest `_id` of Elasticsearch. */
export const MAX_ID = 512
/** Bytes of a document as JSON in UTF-8: body and terms together. */
export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024
/** UTF-8 bytes of one value of a field. */
export const MAX_VALUE = 1024
/** Values of one field of one document. */
export const MAX_VALUES = 20_000
/** Terms of one document that are indexed, and UTF-16 units of one of them. */
export const MAX_TERMS = 2000
export const MAX_TERM = 64
/** Distinct terms of a query that are looked for. */
export const MAX_QUERY_TERMS = 64
/** Results of a search. */
export const MAX_K = 1000
/** Conversations that one query may name. */
export const MAX_CONVERSATIONS = 200_000
/** Documents of one page of a scan, and of one `findBy`. */
export const MAX_PAGE = 1000
export const MAX_FOUND = 10_000
/** Characters of the name of a namespace. */
export const MAX_NAMESPACE = 64
/** Documents read or written by one call to the backend. */
export const BATCH = 500
/** Rounds of compare-and-set before the store counts as down. */
export const MAX_ROUNDS = 5
/** Each of the two rankings contributes this many, or `k` if that is more. */
export const CANDIDATES = 200
