// The store's module as a later version may have it: one migration more.

import type { Module } from '@thala/sqlite'
import module from './module.ts'

const newer: Module = { ...module, migrations: [...module.migrations, 'CREATE TABLE store_later(x)'] }
export default newer
