// Conversations as people call them.

/** A channel with its sign; a mailbox, a project or a queue as it is called. Only channels are all lower case. */
export const placeName = (name: string): string => (/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name) ? `#${name}` : name)
