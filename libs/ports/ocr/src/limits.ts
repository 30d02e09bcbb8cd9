// How much one attachment may cost. What is over a limit gets a reason instead of a text.

const MEBIBYTE = 1024 * 1024

/** A screenshot is under 5 MB as a PNG; the largest that the services this replaces took. */
export const MAX_IMAGE_BYTES = 10 * MEBIBYTE
/** Some hundred scanned pages, of which few are read. */
export const MAX_PDF_BYTES = 25 * MEBIBYTE
/** A log of this size has its first 200,000 characters kept. */
export const MAX_TEXT_BYTES = MAX_PDF_BYTES
/** Nothing larger is handed to the worker at all. */
export const MAX_BYTES = Math.max(MAX_IMAGE_BYTES, MAX_PDF_BYTES, MAX_TEXT_BYTES)

/** A screen of 8K is 33 million pixels; decoded in colour 40 million take 160 MB. */
export const MAX_PIXELS = 40_000_000
/** WebP allows 16,383 a side; a page that was photographed while scrolling is rarely longer. */
export const MAX_SIDE_PIXELS = 20_000
/** What is given to recognition after scaling: some seconds, and about 100 MB inside of it. */
export const MAX_RECOGNISED_PIXELS = 8_000_000

/** Pages whose text layer is read. */
export const MAX_PAGES = 50
/** Pages without one, of which the pictures are recognised. */
export const MAX_RECOGNISED_PAGES = 5
/** Pictures of one page that are recognised, in the order in which they are drawn. */
export const MAX_PICTURES_OF_PAGE = 3
/** No further page or picture of a document is begun after this. */
export const PAGES_BUDGET_MS = 10_000

/** For one attachment, from when the worker has it: with a fresh worker before it under 30 s. */
export const MAX_READING_MS = 20_000
/** For a fresh worker to load its model. */
export const MAX_STARTING_MS = 60_000
/** Its resident memory is looked at every 10 ms, and it is ended here: what it takes between two looks keeps it under 512 MB. */
export const MAX_WORKER_BYTES = 400 * MEBIBYTE
/** A worker that has grown so large is replaced before the next attachment, since WebAssembly gives no memory back. */
export const REPLACE_WORKER_BYTES = 300 * MEBIBYTE
/** One that nobody asks is ended. */
export const IDLE_MS = 60_000
/** Attachments that wait for a worker; beyond it the caller waits and asks again. */
export const MAX_WAITING = 1_000
