import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Identity } from './browser.ts'
import type { Issued } from './openssl-pki.ts'

/** A PKCS#12 file of a certificate with its key, made by openssl in its present default form. */
export function opensslPfx(folder: string, name: string, { cert, key }: Issued): Identity {
  const pem = path.join(folder, `${name}.pem`)
  const pfx = path.join(folder, `${name}.p12`)
  const password = 'open sesame'
  fs.writeFileSync(pem, cert + key, { mode: 0o600 })
  const args = ['pkcs12', '-export', '-in', pem, '-out', pfx, '-name', name, '-passout', `pass:${password}`]
  execFileSync('openssl', args, { stdio: 'pipe' })
  return { pfx, password }
}
