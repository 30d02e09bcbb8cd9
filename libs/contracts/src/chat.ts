// Names that people and chat clients send back: the slash command, and the ids of buttons. Kept from the earlier bot.

export const COMMAND = '/thala'

export const actionIds = {
  previousPage: 'prev_page',
  nextPage: 'next_page',
  /** A menu at an incident: confirm, not an incident. */
  incident: 'incident',
  undo: 'undo',
} as const
