// The command `thala`.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runCli } from './run-cli.ts'

const file = fileURLToPath(new URL('../../../.env', import.meta.url))
// What is set already outranks the file.
if (existsSync(file)) process.loadEnvFile(file)
process.exitCode = await runCli(process.argv.slice(2), process.env)
