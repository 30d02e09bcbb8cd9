// Everything that takes what others wrote, on what nobody should have written: parsers, HTTP, searches, Slack, and every
// regular expression. The seed is among the figures; a case that breaks something is told with its input.

import { watchPrototypes } from '@thala/testkit/fuzz'
import { CHECKOUT } from '../src/home.ts'
import { type Bar, secondsSince, sized } from './bar.ts'
import { openInstallation } from './fuzz/installation.ts'
import { fuzzParsers } from './fuzz/parsing.ts'
import { LIMIT_MS, regexesOf, timeRegexes } from './fuzz/regexes.ts'
import { fuzzRequests } from './fuzz/requests.ts'
import { fuzzSearches } from './fuzz/searches.ts'
import { fuzzSlack } from './fuzz/slack-requests.ts'

const SEED = 21
const MOST_TOLD = 40

export const fuzzing: Bar = {
  id: 21,
  title: 'fuzzing',
  run: async (form) => {
    const begun = performance.now()
    const polluted = watchPrototypes()
    const errors: string[] = []
    const note = (error: unknown) => errors.push(String(error))
    process.on('unhandledRejection', note)
    try {
      const parsers = await fuzzParsers(SEED, sized(form, 100, 2_000))
      const asked = await fuzzInstallation(sized(form, { requests: 500, searches: 60, slack: 200 }, FULL))
      const found = await regexesOf(CHECKOUT)
      const { slow, slowestMs } = await timeRegexes(found, SEED, sized(form, 12, 60))
      const slowRegexes = slow.map(({ where, regex, ms, on }) => `${where} ${regex} ${ms} ms on ${JSON.stringify(on)}`)
      const broken = [...parsers.broken, ...parsers.slow, ...asked.broken, ...slowRegexes, ...polluted(), ...errors]
      return {
        pass: broken.length === 0,
        figures: {
          seed: SEED,
          parserCases: parsers.cases,
          ...asked.figures,
          regexes: found.length,
          slowestRegexWithinLimitMs: Math.round(slowestMs),
          regexesOverLimit: slow.length,
          limitMs: LIMIT_MS,
          pollutedPrototypes: polluted().length,
          unhandledRejections: errors.length,
          broken: broken.slice(0, MOST_TOLD),
          seconds: secondsSince(begun),
        },
      }
    } finally {
      process.off('unhandledRejection', note)
    }
  },
}

const FULL = { requests: 10_000, searches: 500, slack: 2_000 }

async function fuzzInstallation(counts: typeof FULL) {
  const installation = await openInstallation()
  try {
    const searches = await fuzzSearches(installation, SEED, counts.searches)
    const slack = await fuzzSlack(installation, SEED, counts.slack)
    const requests = await fuzzRequests(installation, SEED, counts.requests)
    return {
      broken: [...searches.broken, ...slack.broken, ...requests.broken],
      figures: {
        searches: searches.searches,
        slackRequests: slack.requests,
        slackStatuses: statuses(slack.byStatus),
        apiRequests: requests.requests,
        apiStatuses: statuses(requests.byStatus),
      },
    }
  } finally {
    await installation.stop()
  }
}

const statuses = (by: Readonly<Record<string, number>>): string =>
  Object.entries(by)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ')
