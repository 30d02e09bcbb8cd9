// Which attachments a page may show as pictures.

import type { Attachment } from '@thala/contracts'

/** How the reader of attachments begins or ends what it says of one that is over its limits: `@thala/ocr`. */
const REFUSED = /\bis too large\b|\btakes more memory than is allowed\b/

/** What was too large to be read here is not given to a browser to decode either. */
export const isPicture = ({ mimeType, text, reason, sha256 }: Attachment): boolean =>
  sha256 !== undefined && mimeType.startsWith('image/') && !(text === null && REFUSED.test(reason ?? ''))
