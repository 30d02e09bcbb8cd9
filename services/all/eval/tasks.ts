// Every task, in the order of the table.

import type { Task } from './bench.ts'
import { classify } from './classify.ts'
import { duplicates } from './duplicates.ts'
import { link } from './link.ts'
import { mailThreads } from './mail.ts'
import { screenshots } from './screenshots.ts'
import { severity } from './severity.ts'
import { statuspage } from './statuspage.ts'
import { tickets } from './tickets.ts'

export const tasks: readonly Task[] = [
  classify,
  statuspage,
  link,
  severity,
  duplicates,
  screenshots,
  mailThreads,
  tickets,
]
