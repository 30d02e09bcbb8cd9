// What an examination says about one thing, in one line. Promise: anything but ok says what mends it.

export type State = 'ok' | 'warning' | 'fault'

export interface Finding {
  readonly state: State
  /** `event log` */
  readonly what: string
  /** What it runs on: `Kafka, broker:9092`. */
  readonly on: string
  /** What was found, and how to mend it. */
  readonly note: string | null
  /** What would change it. */
  readonly variable: string | null
}

export interface Subject {
  readonly what: string
  readonly on: string
  readonly variable?: string
}

const finding =
  (state: State) =>
  ({ what, on, variable = undefined }: Subject, note: string | null): Finding => ({
    state,
    what,
    on,
    note,
    variable: variable ?? null,
  })

export const ok = (subject: Subject, note: string | null = null): Finding => finding('ok')(subject, note)
/** It works, but not for long, or not as somebody meant it to. */
export const warning = (subject: Subject, note: string): Finding => finding('warning')(subject, note)
/** Something that is set up does not work. */
export const fault = (subject: Subject, note: string): Finding => finding('fault')(subject, note)
