// `thala ingest <path…>`: appends what files hold. A running owner takes it from there and its progress is shown; without
// one, this process works until everything is taken in.

import { type Progress, slackExportSource } from '@thala/file-connector'
import { openInstallation, run } from '@thala/runtime'
import { countAll } from '../counts.ts'
import { homeOf } from '../home.ts'
import type { Session } from '../session.ts'
import { leftWaiting, workOff } from '../work-off.ts'

export async function ingest(session: Session, paths: readonly string[], options: { team?: string }): Promise<void> {
  const { env, console } = session
  const installation = await openInstallation(env, { dataDir: homeOf(env).real, access: 'append' })
  try {
    const results: Parameters<typeof readLine>[0][] = []
    for (const path of paths) {
      let last: Progress | undefined
      const onProgress = (progress: Progress) => {
        last = progress
        console.progress(`reading ${path}: ${progress.read}/${progress.total}`)
      }
      const reading = await run([slackExportSource({ path, ...options, onProgress })], { ...installation, env })
      await reading.sourcesDone.finally(() => reading.stop())
      results.push({
        path,
        read: last?.read ?? 0,
        rejected: last?.rejected ?? 0,
        unchanged: last?.state === 'unchanged',
      })
    }
    const waiting = await workOff(installation, {
      env,
      onProgress: ({ waiting }) => console.progress(`taking in: ${waiting} events to go`),
    })
    const counts = await countAll(installation.store)
    if (console.json) return console.data({ ingested: results, waiting, ...counts })
    for (const one of results) console.line(readLine(one))
    console.line(`now ${counts.messages} messages, ${counts.incidents} incidents, ${counts.deadLetters} dead letters`)
    if (waiting > 0) console.line(leftWaiting(waiting))
  } finally {
    await installation.close()
  }
}

function readLine({
  path,
  read,
  rejected,
  unchanged,
}: {
  path: string
  read: number
  rejected: number
  unchanged: boolean
}) {
  if (unchanged) return `${path}: nothing new since it was last read`
  const bad = rejected > 0 ? `, ${rejected} could not be read (see 'thala dlq list')` : ''
  return `${path}: ${read} records read${bad}`
}
