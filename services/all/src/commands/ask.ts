// `thala ask`: what the bot would say in Slack, drawn for a terminal.

import { answer, drawBlocks, TERMINAL_COMMAND } from '@thala/bot'
import { sampleClock } from '@thala/incidents'
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
        now: (await sampleClock({ store: installation.store, badge })) ?? Date.now(),
        command: TERMINAL_COMMAND,
        ...(badge && { badge }),
      })
      const { console } = session
      if (console.json) console.data(reply)
      else console.line(drawBlocks(reply.blocks, { width: console.width, colour: console.colour }))
    } finally {
      await models.close()
    }
  })
