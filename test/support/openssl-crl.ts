import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Issued } from './openssl-pki.ts'

/** A revocation list signed by openssl, PEM. `from` and `to` as openssl writes times: YYYYMMDDHHMMSSZ. */
export function opensslCrl(
  authority: Issued,
  serials: readonly string[],
  validity: { readonly from?: string; readonly to?: string } = {},
): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-crl-'))
  const even = (serial: string): string => (serial.length % 2 === 0 ? serial : `0${serial}`)
  try {
    fs.writeFileSync(path.join(folder, 'ca.crt'), authority.cert)
    fs.writeFileSync(path.join(folder, 'ca.key'), authority.key)
    fs.writeFileSync(
      path.join(folder, 'ca.cnf'),
      '[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ndefault_md=sha256\n',
    )
    fs.writeFileSync(
      path.join(folder, 'index.txt'),
      serials.map((serial) => `R\t350101000000Z\t260101000000Z\t${even(serial)}\tunknown\t/CN=revoked\n`).join(''),
    )
    const times = [
      ...(validity.from === undefined ? [] : ['-crl_lastupdate', validity.from]),
      ...(validity.to === undefined ? ['-crldays', '30'] : ['-crl_nextupdate', validity.to]),
    ]
    const args = ['ca', '-gencrl', '-config', 'ca.cnf', '-cert', 'ca.crt', '-keyfile', 'ca.key', ...times]
    return execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
