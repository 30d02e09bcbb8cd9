// The command line: which commands there are and what they take. Each command is a file in `commands`.

import { COMMAND_LINE, thalaCommand } from '@thala/contracts'
import { Command } from 'commander'
import { ask } from './commands/ask.ts'
import { correct } from './commands/correct.ts'
import { dlqList, dlqReplay, dlqShow } from './commands/dlq.ts'
import { doctor } from './commands/doctor.ts'
import { incident } from './commands/incident.ts'
import { type IngestWish, ingest } from './commands/ingest.ts'
import { type KeyWish, keysCreate, keysList, keysRevoke } from './commands/keys.ts'
import { migrateCommand } from './commands/migrate.ts'
import { type ReplayWish, replayCommand } from './commands/replay.ts'
import { sampleRemove } from './commands/sample.ts'
import { startCommand, startSome } from './commands/start.ts'
import { storeReindex } from './commands/store.ts'
import { terminal } from './console.ts'
import type { Session } from './session.ts'

const examples = `
Examples:
  ${COMMAND_LINE} ingest acme.zip issues.json ops.mbox   take in exports (again and again: nothing doubles)
  ${COMMAND_LINE} ask latest_issue                       what is broken, newest first
  ${COMMAND_LINE} ask search "payments timing out"       how was this fixed before
  ${COMMAND_LINE} incident INC-K3M9QXR                   one incident: who said what, and why it was linked
  ${COMMAND_LINE} correct resolved INC-K3M9QXR           say that it is fixed; every correction can be undone

Where things are:
  THALA_DATA_DIR   data folder (default: .thala in the checkout)
  THALA_PORT       port of the HTTP API (default: 8080, else the next free one)
  .env.example     every other variable, with its default`

export function program(env: Session['env']): Command {
  const root = new Command('thala')
    .description(
      'Notices incidents and their fixes in ordinary messages, links every fix to what it fixed, and answers.',
    )
    .option('--json', 'print JSON instead of text')
    .option('--as <user>', 'read as this person may (handle or id); default: what is open to the whole workspace')
    .showHelpAfterError(`(run '${thalaCommand('--help')}' for what there is)`)
    .exitOverride()
    .addHelpText('after', examples)
  const session = (): Session => {
    const { json, as } = root.opts<{ json?: boolean; as?: string }>()
    return { env, console: terminal(json === true), as }
  }

  root
    .command('start [services...]')
    .description('run every service in this process until it is stopped; or only those named, beside other processes')
    .option('--no-sample', 'without the sample workspace')
    .action((names: string[], options: { sample: boolean }) =>
      names.length > 0 ? startSome(session(), names) : startCommand(session(), options),
    )
  root
    .command('ingest <paths...>')
    .description('take in exports, mailboxes, tables of tickets')
    .option('--team <id>', "a Slack export's team id, where users.json has none")
    .option('--site <host>', "a Jira export's site, where its issues name none")
    .option('--account <address>', 'whose mailbox it is (default: the address that most was delivered to)')
    .option('--source <name>', "the helpdesk's name, part of its tickets' ids (default: helpdesk)")
    .option(
      '--readers <map>',
      'who reads it, in place of THALA_READERS: jira:OPS=workspace,mail:ops@acme.example=slack:T1:C1',
    )
    .action((paths: string[], options: IngestWish) => ingest(session(), paths, options))
  root
    .command('doctor')
    .description('what runs on what, and whether it works')
    .action(() => doctor(session()))
  root
    .command('incident <id>')
    .description('the story of one incident, with the evidence of its links')
    .action((id: string) => incident(session(), id))
  addAsk(root.command('ask').description('ask what the bot answers in Slack'), session)
  addCorrect(root.command('correct').description('say what is right; the linker decides again'), session)
  addOperations(root, session)
  addKeys(root.command('keys').description('keys of the HTTP interface'), session)
  addDeadLetters(root.command('dlq').description('dead letters: what could not be handled'), session)
  root
    .command('sample')
    .description('the sample workspace')
    .command('remove')
    .description('remove it for good')
    .action(() => sampleRemove(session()))
  return root
}

function addOperations(root: Command, session: () => Session): void {
  root
    .command('replay')
    .description('decide everything again from the log')
    .option('--from <time|offset>', 'from here on; what came before stands as it is (default: the beginning)')
    .option('--shadow', 'only say what would be different')
    .option('--only <source>', 'slack, jira or email; with --shadow')
    .action((options: ReplayWish) => replayCommand(session(), options))
  root
    .command('migrate')
    .description('take everything from a data folder to Kafka and Elasticsearch; interrupted, run it again')
    .requiredOption('--from <data dir>', 'the folder; it is left as it is')
    .action((options: { from: string }) => migrateCommand(session(), options))
  root
    .command('store')
    .description('the store of documents')
    .command('reindex')
    .description('write every index anew, while queries go on')
    .action(() => storeReindex(session()))
}

function addAsk(group: Command, session: () => Session): void {
  group
    .command('latest_issue [page]')
    .description('incidents, latest activity first, ten a page')
    .action((page?: string) => ask(session(), page === undefined ? 'latest_issue' : `latest_issue ${page}`))
  group
    .command('search <query...>')
    .description('similar incidents, resolved ones with their fix first')
    .action((query: string[]) => ask(session(), `search ${query.join(' ')}`))
  group
    .command('predict <description...>')
    .description('category, severity and likelihood of an incident')
    .action((description: string[]) => ask(session(), `predict ${description.join(' ')}`))
}

function addCorrect(group: Command, session: () => Session): void {
  const onMessage = (action: 'confirm' | 'relink', description: string) =>
    group
      .command(`${action} <message> <incident>`)
      .description(description)
      .action((message: string, id: string) => correct(session(), { action, message, incident: id }))
  onMessage('confirm', 'the message does belong to the incident')
  onMessage('relink', 'the message belongs to this incident instead')
  group
    .command('unlink <message> [incident]')
    .description('the message belongs to no incident (or not to this one)')
    .action((message: string, id?: string) => correct(session(), { action: 'unlink', message, incident: id }))
  const onIncident = (action: 'not-an-incident' | 'resolved' | 'reopened', description: string) =>
    group
      .command(`${action} <incident>`)
      .description(description)
      .action((id: string) => correct(session(), { action, incident: id }))
  onIncident('not-an-incident', 'dismiss it; it can be undone')
  onIncident('resolved', 'it is fixed, whatever was written')
  onIncident('reopened', 'it is not fixed, whatever was written')
  group
    .command('severity <incident> <severity>')
    .description('Critical, High, Medium or Low')
    .action((id: string, severity: string) => correct(session(), { action: 'severity', incident: id, severity }))
  group
    .command('undo <correction>')
    .description('take a correction back')
    .action((correction: string) => correct(session(), { action: 'undo', correction }))
}

function addKeys(group: Command, session: () => Session): void {
  group
    .command('create')
    .description('make a key; with --as it reads as that person may')
    .requiredOption('--name <name>', 'whose key it is')
    .requiredOption('--scopes <scopes>', 'a comma list of read, write, metrics, admin')
    .option('--operator', 'it reads as operators do (default: what is open to the whole workspace)')
    .option('--readers <who>', 'who reads what it writes: workspace, operators or a conversation', 'workspace')
    .option('--expires <time>', 'such as 90d (default: never)')
    .action((wish: KeyWish) => keysCreate(session(), wish))
  group
    .command('list')
    .description('all keys, also revoked ones; no secrets')
    .action(() => keysList(session()))
  group
    .command('revoke <id>')
    .description('refuse it from now on')
    .action((id: string) => keysRevoke(session(), id))
}

function addDeadLetters(group: Command, session: () => Session): void {
  group
    .command('list')
    .description('what is dead, and why')
    .option('--all', 'replayed and erased ones too')
    .action((options: { all?: boolean }) => dlqList(session(), { all: options.all === true }))
  group
    .command('show <id>')
    .description('one dead letter with its original bytes')
    .action((id: string) => dlqShow(session(), id))
  group
    .command('replay [ids...]')
    .description('send dead letters back to the stage that refused them; all of them without ids')
    .action((ids: string[]) => dlqReplay(session(), ids))
}
