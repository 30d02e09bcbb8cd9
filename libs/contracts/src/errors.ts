// Errors with a code, a cause and a next step. The code is stable; the message says what happened and what to do.

export const errorCodes = [
  'bad-config',
  'bad-input',
  'bad-record',
  'data-folder-in-use',
  'data-folder-newer',
  'data-folder-unwritable',
  'dependency-down',
  'future-version',
  'not-found',
  'output-too-large',
  'port-in-use',
  'rejected',
  'crashed',
  'retries-exhausted',
  'topology',
  'zombie',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export class ThalaError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'ThalaError'
    this.code = code
  }
}

/** Something outside does not answer (connection refused, 5xx, 429): wait and try again, blame no message. */
export const dependencyDown = (what: string, cause?: unknown): ThalaError =>
  new ThalaError('dependency-down', `${what} does not answer`, { cause })

export const isThalaError = (error: unknown, code?: ErrorCode): error is ThalaError =>
  error instanceof ThalaError && (code === undefined || error.code === code)

/** One line for people, whatever was thrown. */
export const errorLine = (error: unknown): string => (error instanceof Error ? error.message : String(error))
