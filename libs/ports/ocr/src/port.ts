// What reads attachments: pictures, documents and logs become text. Promise: bytes of any kind get an answer in time, a
// text or the reason why there is none; bad bytes never throw, and never harm the process that asks.

export type Reading = { readonly text: string } | { readonly text: null; readonly reason: string }

/** What the sender says of the bytes: for reasons alone, since what they are is read from the bytes themselves. */
export interface About {
  readonly name: string
  readonly mimeType: string
}

export interface AttachmentReader {
  /** Changes whenever the same bytes could be read otherwise. */
  readonly recipe: string
  /** Never rejects for what the bytes are; rejects with `dependency-down` where no reader can be started. */
  read(bytes: Uint8Array, about: About): Promise<Reading>
  close(): Promise<void>
}
