// Under which names the server answers. A page on the internet can make a browser send requests to this machine under a
// name of its own that points here (DNS rebinding); such a name is none of ours.

import { isIP } from 'node:net'

/** 127.0.0.0/8, ::1 and localhost. */
export const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host.replace(/^\[|\]$/g, ''))

/** Bound to every address of the machine. */
const isEverywhere = (host: string): boolean => /^(?:0\.0\.0\.0|\[?::\]?)$/.test(host)

export interface Names {
  /** What the server is bound to. */
  readonly host: string
  /** Further names, such as that of a proxy. */
  readonly hosts: readonly string[]
}

/** Bound to every address it answers under any number: numbers cannot be made to point here. */
export function answersUnder({ host, hosts }: Names): (name: string) => boolean {
  const own = new Set([host, ...hosts].map((one) => one.toLowerCase().replace(/^\[|\]$/g, '')))
  return (name) => isLoopback(name) || own.has(name) || (isEverywhere(host) && isIP(name) !== 0)
}
