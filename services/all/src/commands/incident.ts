// `thala incident <id>`: the story of one incident with the evidence of its links.

import { terminalText } from '@thala/bot'
import { ThalaError, thalaCommand } from '@thala/contracts'
import { type StoryAnswer, story } from '@thala/incidents'
import { drawStory } from '../draw-story.ts'
import { type Session, withInstallation } from '../session.ts'

export const incident = (session: Session, id: string): Promise<void> =>
  withInstallation(session, 'read', async ({ installation, badge, reader }) => {
    const { console } = session
    const told = found(await story(installation.store, reader, id), id)
    if (console.json) console.data({ ...told, ...(badge && { workspace: badge }) })
    else for (const line of drawStory(told, { ...console, badge })) console.line(line)
  })

/** The story, or an error that lists what may have been meant. */
export function found(answer: StoryAnswer, id: string) {
  switch (answer.kind) {
    case 'found':
      return answer.story
    case 'ambiguous': {
      const list = answer.candidates.map((card) => `${card.shortId} ${terminalText(card.title)}`).join('; ')
      throw new ThalaError('bad-input', `${id} fits several incidents: ${list}`)
    }
    case 'not-found':
      throw new ThalaError(
        'not-found',
        `no incident ${id} (or not one that you may read): see '${thalaCommand('ask latest_issue')}'`,
      )
  }
}
