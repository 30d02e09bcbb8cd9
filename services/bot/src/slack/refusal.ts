// What is answered to a request that is not taken: a status and one line. Nothing of the request, and nothing of the inside.

/** Throw it in a route; one place writes it. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'Refusal'
    this.status = status
  }
}
