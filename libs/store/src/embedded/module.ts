// What the two database threads load: tables and operations of the embedded store.

import type { Module } from '@thala/sqlite'
import { reader } from './reader.ts'
import { migrations } from './schema.ts'
import { writer } from './writer.ts'

const module: Module = { name: 'store', migrations, writer, reader }
export default module
