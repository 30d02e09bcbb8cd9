// The command `thala`.

import { readEnvironment } from '@thala/runtime'
import { runCli } from './run-cli.ts'

process.exitCode = await runCli(process.argv.slice(2), readEnvironment())
