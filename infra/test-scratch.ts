// One scratch folder for a whole test run, removed when it ends: `os.tmpdir()` points into it in every test.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export default async function scratch(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'thala-tests-'))
  // Servers may run as another user than the tests.
  await chmod(folder, 0o711)
  process.env.TMPDIR = folder
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 })
}
