// Where words written through the API stand, and so who may read them. Pure.
//
// | what was written            | conversation                 | who reads it                                             |
// |-----------------------------|------------------------------|----------------------------------------------------------|
// | an incident                 | `api:index`                  | the workspace                                            |
// | by a key for operators      | `api:operators`              | the operators                                            |
// | by a key for a conversation | one that follows it          | whoever reads that conversation                          |
// | words about an incident     | one that follows its report  | whoever reads the report: never more than know of it     |

import { API_CONVERSATION, apiMessageId, type DirectoryEntry, hashId, sourceEventId, WORKSPACE } from '@thala/contracts'
import type { Conversation, LiveMessage } from '@thala/incidents'
import type { Readership } from '../access.ts'

export interface Place {
  readonly conversationId: string
  /** Which words may meet these, see `contracts/message.ts`. */
  readonly audience: string
  /** Absent: the conversation is somebody else's, or one of ours that is known. */
  readonly subject: Conversation
}

const NAME = 'API'
const OPERATORS = apiMessageId(':operators')
const isOurs = (conversationId: string): boolean => conversationId.startsWith(apiMessageId(''))

const following = (readersOf: string): Pick<Place, 'conversationId' | 'subject'> => ({
  conversationId: apiMessageId(`:${hashId('readers-of', readersOf)}`),
  subject: { kind: 'conversation', name: NAME, visibility: 'private', members: [], readersOf },
})

/** `followed`: the directory's entry of the conversation that the readership names, if it does. */
export function placeOfReport(readership: Readership, followed: Conversation | undefined): Place {
  if (readership === 'workspace')
    return {
      conversationId: API_CONVERSATION,
      audience: WORKSPACE,
      subject: { kind: 'conversation', name: NAME, visibility: 'public', members: [] },
    }
  if (readership === 'operators')
    return {
      conversationId: OPERATORS,
      audience: OPERATORS,
      subject: { kind: 'conversation', name: NAME, visibility: 'private', members: [], operators: true },
    }
  const { conversation } = readership
  return { ...following(conversation), audience: followed?.visibility === 'public' ? WORKSPACE : conversation }
}

/** `its`: the directory's entry of the conversation that `root` stands in. One that follows another is not followed itself. */
export function placeBeside(
  { conversationId, audience }: Pick<LiveMessage, 'conversationId' | 'audience'>,
  its: Conversation | undefined,
): Place {
  if (isOurs(conversationId) && its) return { conversationId, audience, subject: its }
  return { ...following(its?.readersOf ?? conversationId), audience }
}

/** What is said of the place never changes, so that saying it again is harmless. */
const REVISION = 1

export function directoryEntryOf({ conversationId, subject }: Place): DirectoryEntry {
  const id = sourceEventId(conversationId, REVISION, false, subject)
  return { v: 1, id, subjectId: conversationId, source: 'api', revision: REVISION, deleted: false, subject }
}
