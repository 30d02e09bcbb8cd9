// `thala ask`: what the bot would say in Slack, drawn for a terminal.

import { answer, drawBlocks } from '@thala/bot'
import { collections } from '@thala/contracts'
import type { MessageState } from '@thala/incidents'
import type { StoreReader, Versioned } from '@thala/service'
import { localModels } from '../models.ts'
import { type Session, withInstallation } from '../session.ts'

/** `command` is what would follow `/thala`. */
export const ask = (session: Session, command: string): Promise<void> =>
  withInstallation(session, 'read', async ({ installation, badge, reader }) => {
    const models = localModels()
    try {
      const reply = await answer(command, {
        store: installation.store,
        reader,
        ...models.lazy,
        now: badge === undefined ? Date.now() : await latestTime(installation.store),
        ...(badge && { badge }),
      })
      const { console } = session
      if (console.json) console.data(reply)
      else console.line(drawBlocks(reply.blocks, { width: console.width, colour: console.colour }))
    } finally {
      await models.close()
    }
  })

/** The sample's clock stands at its last message, so that it looks the same in a year. */
async function latestTime(store: StoreReader): Promise<number> {
  const latest = { by: 'at', descending: true, limit: 1 }
  const { documents } = await store.scan<Versioned<MessageState>>(collections.messages, latest)
  return documents[0]?.body.state.at ?? Date.now()
}
