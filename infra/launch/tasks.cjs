// The tasks of the repository. `test` is all that a change could break; its last line is `N passed, N failed`.

'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { refusal, ROOT } = require('./checkout.cjs')
const { runChild } = require('./run-child.cjs')

/** What `test` runs, in order; each is a script `check:<name>` and a task of turbo.json. */
const CHECKS = ['lint', 'types', 'layers', 'generated', 'unit', 'integration', 'bars']
const WITH_TESTS = ['unit', 'integration', 'bars']

const reportOf = (check) => path.join(ROOT, '.turbo', `${check}.json`)

const tasks = {
  test: (node) => test(node, CHECKS),
  // Further words choose files, as vitest's do: `npm run test:unit -- libs/text`.
  'test:unit': (node, args) => test(node, ['unit'], args),
  lint: (node, args) => tool(node, '@biomejs/biome/bin/biome', ['check', ...args]),
  format: (node, args) => tool(node, '@biomejs/biome/bin/biome', ['check', '--write', ...args]),
  generate: (node, args) => script(node, 'services/all/src/generate.ts', args),
  bench: (node, args) => script(node, 'bench/run.ts', args),
  bars: (node, args) => script(node, 'services/all/bars/run.ts', args),
  eval: (node, args) => script(node, 'services/all/eval/run.ts', args),
}

function runTask(node, [name, ...args]) {
  if (!Object.hasOwn(tasks, name || ''))
    throw refusal(`no task "${name || ''}"; there are ${Object.keys(tasks).join(', ')}`)
  return tasks[name](node, args)
}

const script = (node, file, args) =>
  runChild(node, ['--disable-warning=ExperimentalWarning', file, ...args], { cwd: ROOT })
const tool = (node, file, args) => runChild(node, [path.join('node_modules', file), ...args], { cwd: ROOT })

async function test(node, checks, args = []) {
  for (const check of WITH_TESTS) fs.rmSync(reportOf(check), { force: true })
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    // The Node that was picked, for scripts that say `node`.
    PATH: [path.dirname(node), path.join(ROOT, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
  }
  const turbo = [
    'run',
    ...checks.map((check) => `check:${check}`),
    '--continue=always',
    '--ui=stream',
    '--output-logs=full',
  ]
  const passed = args.length > 0 ? ['--', ...args] : []
  const exitCode = await runChild(path.join(ROOT, 'node_modules/.bin/turbo'), [...turbo, ...passed], { cwd: ROOT, env })
  const totals = checks.filter((check) => WITH_TESTS.includes(check)).map((check) => totalsOf(reportOf(check)))
  const sum = (key) => totals.reduce((all, one) => all + one[key], 0)
  for (const suite of totals.flatMap((one) => one.skipped)) process.stdout.write(`\n${suite}`)
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`)
  return exitCode === 0 && sum('failed') > 0 ? 1 : exitCode
}

/** Of vitest's JSON report. A file that failed outside of its tests, or a run without report, is one failure. */
function totalsOf(file) {
  let report
  try {
    report = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
  const broken = report.testResults.filter(
    (one) => one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed'),
  )
  const suites = report.testResults.flatMap((one) => one.assertionResults.map((test) => test.ancestorTitles?.[0] ?? ''))
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    // Those that need something which is not here say so in their names.
    skipped: [...new Set(suites)].filter((name) => name.includes('(skipped: ')),
  }
}

module.exports = { runTask, totalsOf }
