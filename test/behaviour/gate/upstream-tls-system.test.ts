import { execFile } from 'node:child_process'
import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const lan = opensslAuthority('LAN Root')
const nas = lan.leaf({ cn: 'nas', eku: 'serverAuth', san: 'DNS:nas.lan,IP:127.0.0.1' })
const stranger = opensslAuthority('Somebody else')

test('an upstream that this computer trusts needs nothing else', async () => {
  // The system's own list of authorities, as OpenSSL finds it, in a process that has not read it yet.
  const upstream = https.createServer({ cert: nas.cert, key: nas.key }).on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-roots-'))
  try {
    for (const [name, { cert }] of [
      ['ours', lan],
      ['theirs', stranger],
    ] as const) {
      fs.mkdirSync(path.join(folder, name))
      fs.writeFileSync(path.join(folder, name, 'roots.pem'), cert)
    }
    const script = path.join(import.meta.dirname, '../../support/child-connect.ts')
    const run = async (roots: string): Promise<string> => {
      const env = { SSL_CERT_FILE: path.join(folder, roots, 'roots.pem'), SSL_CERT_DIR: path.join(folder, roots) }
      const { stdout } = await promisify(execFile)(process.execPath, [script, `https://127.0.0.1:${port}`], { env })
      return stdout.trim()
    }
    expect(await run('ours')).toBe('connected')
    expect(await run('theirs')).toMatch(/UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/)
  } finally {
    upstream.closeAllConnections()
    await new Promise((resolve) => upstream.close(resolve))
    fs.rmSync(folder, { recursive: true })
  }
})
