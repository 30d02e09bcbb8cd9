/** Why an attachment has no text, for people: a property of its bytes, not a failure. */
export class Unreadable extends Error {}
