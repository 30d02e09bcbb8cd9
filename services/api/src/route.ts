// What a route is: one declaration from which the server answers and the OpenAPI document is written, so that they agree.

import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Access, Needs } from './access.ts'
import { parsed } from './problem.ts'

/** What a handler gets: parsed, and from a caller who may ask. */
export interface Asked<B = unknown, Q = unknown, P = unknown> {
  readonly body: B
  readonly query: Q
  readonly params: P
  readonly access: Access
  readonly request: Request
}

export type Reply =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown; readonly headers?: Headers }
  | {
      readonly kind: 'content'
      readonly status: number
      readonly type: string
      readonly content: string | Uint8Array
      readonly headers?: Headers
    }
  /** The handler writes to the response by itself. */
  | { readonly kind: 'streamed' }
type Headers = Readonly<Record<string, string>>

export const json = (body: unknown, status = 200, headers: Headers = {}): Reply => ({
  kind: 'json',
  status,
  body,
  headers,
})
export const content = (type: string, content: string | Uint8Array, headers: Headers = {}, status = 200): Reply => ({
  kind: 'content',
  status,
  type,
  content,
  headers,
})
export const streamed: Reply = { kind: 'streamed' }

/** An answer as the document describes it: JSON of a schema, or another media type. */
export interface AnswerSpec {
  readonly description: string
  readonly schema?: z.ZodType
  readonly type?: string
}

interface Declared {
  readonly method: 'get' | 'post'
  /** As Express takes it: `/incidents/:id`. */
  readonly path: string
  readonly summary: string
  readonly needs: Needs
  /** By status. Problems that any route may answer with are added to the document by themselves. */
  readonly answers: Readonly<Record<number, AnswerSpec>>
  /** Stays open, so it does not count among the requests in hand: a stream. */
  readonly isLong?: boolean
  /** Opened in a browser, which is then asked for a key. */
  readonly isPage?: boolean
}

export interface Route extends Declared {
  readonly body?: z.ZodType
  readonly query?: z.ZodType
  readonly params?: z.ZodType
  // A method, so that its parameter is compared both ways: a handler of exact types is also one of a `Route`.
  handle(asked: Asked, response: Response): Promise<Reply> | Reply
}

/** Gives a handler the types of what its route declares. */
export const route = <B extends z.ZodType, Q extends z.ZodType, P extends z.ZodType>(
  spec: Declared & {
    readonly body?: B
    readonly query?: Q
    readonly params?: P
    handle(asked: Asked<z.output<B>, z.output<Q>, z.output<P>>, response: Response): Promise<Reply> | Reply
  },
): Route => spec

/** Runs the handler of a route on what was sent, which is parsed first: a `Problem` names each field that is wrong. */
export async function answered(one: Route, asked: Asked, response: Response): Promise<Reply> {
  const { body, query, params } = one
  return one.handle(
    {
      ...asked,
      body: body && parsed(body, asked.body, 'body'),
      query: query && parsed(query, asked.query, 'query'),
      params: params && parsed(params, asked.params, 'path'),
    },
    response,
  )
}
