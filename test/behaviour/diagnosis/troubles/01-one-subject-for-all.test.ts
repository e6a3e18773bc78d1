import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { askServer } from '../../../support/ask-server.ts'
import { haproxy, nginx, sServer } from '../../../support/front-ends.ts'
import type { Issued } from '../../../support/openssl-pki.ts'
import { endAfterEach } from '../../../support/running.ts'
import { needs } from '../../../support/programs.ts'

/** T1: everything looks right, and the server says alert 48: authority, server and device share one subject. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-t1-'))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const start = endAfterEach()

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** As the tutorials do it: the same answers to the same questions, three times, and no extensions. */
function signed(name: string, subject: string): Issued {
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-subj', subject, '-out', `${name}.csr`)
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '30',
    '-out',
    `${name}.crt`,
  )
  const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8')
  return { cert: read(`${name}.crt`), key: read(`${name}.key`), fingerprint: '', serial: '' }
}

const SUBJECT = '/C=DE/O=Home/CN=home.example'
openssl(
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-keyout',
  'ca.key',
  '-subj',
  SUBJECT,
  '-days',
  '30',
  '-out',
  'ca.crt',
)
const ca = fs.readFileSync(path.join(folder, 'ca.crt'), 'utf8')
const server = signed('server', SUBJECT)
const phone = signed('phone', SUBJECT)

const servers = [
  { name: 'HAProxy', make: haproxy, program: 'haproxy' },
  { name: 'openssl s_server', make: sServer, program: 'openssl' },
] as const
for (const { name, make, program } of servers) {
  test(
    `${name} takes the device for self-signed and says alert 48: the shared subject is named`,
    needs(program),
    async () => {
      const at = await start(make({ server, ca, demand: 'required' }))
      const found = await askServer({ port: at.port, as: phone, trust: [ca] })
      expect(found.handshake.at(-1)).toMatchObject({ outcome: 'refused', alert: { number: 48 } })
      expect(found.explanation).toContain('same subject as the authority')
      expect(found.verify).toEqual({ number: 18, name: 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT', by: 'evidence' })
      expect(found.fix).toContain('another subject')
    },
  )
}

test('nginx keeps the reason for its log, and the number there is the one that is said', needs('nginx'), async () => {
  const at = await start(nginx({ server, ca, demand: 'required' }))
  const found = await askServer({ port: at.port, as: phone, trust: [ca] })
  expect(found.explanation).toContain('same subject as the authority')
  expect(at.log()).toContain(`client SSL certificate verify error: (${found.verify?.number ?? ''}:`)
})

test('what the fix says works: another subject, and the device is in', needs('haproxy'), async () => {
  const at = await start(haproxy({ server, ca, demand: 'required' }))
  const found = await askServer({ port: at.port, as: signed('again', '/CN=phone'), trust: [ca] })
  expect(found.http).toMatchObject({ status: 200, withCertificate: true })
})
