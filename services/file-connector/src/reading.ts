// What every kind of file is to the connector: items in source-time order, with a digest of their content.

import type { DirectoryEntry, SourceMessage } from '@thala/contracts'

export type Bytes = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string }

/** Reads the bytes of one attachment. */
export type FileReader = () => Promise<Bytes>

/** Which topic a message goes to, by its output's name. */
export type OutputName = 'slack' | 'jira' | 'email' | 'ticket'

export interface MessageItem {
  readonly kind: 'message'
  readonly output: OutputName
  readonly event: Omit<SourceMessage, 'v'>
  /** One for each attachment; undefined where the file holds no bytes of it. */
  readonly files: readonly (FileReader | undefined)[]
}

export type Item =
  | { readonly kind: 'directory'; readonly entry: Omit<DirectoryEntry, 'v'> }
  | MessageItem
  | { readonly kind: 'skip' }
  | { readonly kind: 'reject'; readonly bytes: Uint8Array; readonly where: string; readonly reason: string }

export interface Reading {
  /** Of the content, and of whatever else decides what is told. */
  readonly digest: string
  /** Items but those of the directory. */
  readonly total: number
  items(): AsyncIterable<Item>
  close(): Promise<void>
}

/** What the operator says about the files, where they do not say it themselves. */
export interface ReadingOptions {
  /** Slack's, `T…`. */
  readonly team?: string | undefined
  /** Host of Slack's permalinks, `acme.slack.com`. */
  readonly domain?: string | undefined
  /** Slack channels shared with another organisation (names or ids) that are read all the same. */
  readonly sharedChannels?: readonly string[] | undefined
  /** Jira's host. */
  readonly site?: string | undefined
  /** Address of the mailbox. */
  readonly account?: string | undefined
  /** Name of the helpdesk, part of its tickets' ids. */
  readonly source?: string | undefined
}
