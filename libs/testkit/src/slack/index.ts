// Slack for tests: its Web API and response URLs over HTTP, requests signed as Slack signs them, and the limits of Block Kit.

export { blockFaults } from './block-faults.ts'
export { type FakeSlack, type FakeSlackOptions, startFakeSlack } from './fake-slack.ts'
export * from './requests.ts'
export type { Call, Failure, Posted } from './web-api.ts'
