// A certificate of 127.0.0.1 that signs itself, for servers that are to be reached by TLS.

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ThalaError } from '@thala/contracts'
import { findJava } from './java.ts'
import { javaNeeded } from './origin.ts'

export interface Certificate {
  /** PKCS #12, with the private key; both Java and Node's `pfx` read it. */
  readonly keystore: string
  readonly password: string
  /** PEM, for whoever is to trust it. */
  readonly ca: string
  remove(): Promise<void>
}

const run = promisify(execFile)
const NAME = 'thala-test'
const PASSWORD = 'changeit'

/** By Java's keytool, which is where the servers' Java is. */
export async function makeCertificate(): Promise<Certificate> {
  const java = await findJava(javaNeeded.kafka, process.env)
  if (!java) throw new ThalaError('bad-config', `a certificate needs Java ${javaNeeded.kafka} or newer: set JAVA_HOME`)
  const folder = await mkdtemp(join(tmpdir(), 'thala-certificate-'))
  const keystore = join(folder, 'keystore.p12')
  const at = ['-alias', NAME, '-keystore', keystore, '-storetype', 'PKCS12', '-storepass', PASSWORD]
  const keytool = (...words: string[]) => run(join(java.home, 'bin', 'keytool'), [...words, ...at])
  await keytool('-genkeypair', '-keyalg', 'EC', '-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1', '-validity', '2')
  const { stdout: ca } = await keytool('-exportcert', '-rfc')
  return { keystore, password: PASSWORD, ca, remove: () => rm(folder, { recursive: true, force: true }) }
}
