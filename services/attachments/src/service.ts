// Reads what is attached to the messages of every source. Promise: a message is passed on whatever its attachments are
// like, each with its text or with the reason why it has none.

import { sourceTopics, topics } from '@thala/contracts'
import { done, service } from '@thala/service'
import { enrich } from './decide.ts'

export const attachments = service({
  name: 'attachments',
  consumes: sourceTopics,
  produces: { enriched: topics.enriched },
  handle: {
    slack: ({ value }, { to }) => done(to.enriched(enrich(value))),
    jira: ({ value }, { to }) => done(to.enriched(enrich(value))),
    email: ({ value }, { to }) => done(to.enriched(enrich(value))),
    ticket: ({ value }, { to }) => done(to.enriched(enrich(value))),
    api: ({ value }, { to }) => done(to.enriched(enrich(value))),
  },
})
