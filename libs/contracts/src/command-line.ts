// How a command is written to people, wherever a message names one: in this form it works in any shell of the checkout.

export const COMMAND_LINE = 'npm run thala --'

/** `args`: `dlq list`. */
export const thalaCommand = (args: string): string => `${COMMAND_LINE} ${args}`
