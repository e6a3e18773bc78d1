/**
 * What BoringSSL says about a visitor's certificate: Electron's TLS library is the same. The TLS options of a compiled
 * site and the reading of the result, apart from the gate; the whole gate's own tests run on it besides (test/run.ts).
 */
import { expect, test } from 'bun:test'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import type { AddressInfo } from 'node:net'
import { clientCiphers, isOpenSsl } from '../../electron/engine/tls-library.ts'
import { compilePolicy } from '../../electron/gate/tls/compile.ts'
import { readPresented } from '../../electron/gate/tls/identity.ts'
import { currentEvidence } from '../../electron/gate/tls/standing.ts'
import { outcomeOf } from '../../shared/verify/outcome.ts'
import { policyOf, siteOf } from '../support/gate.ts'
import { opensslAuthority, selfSigned } from '../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const site = compilePolicy({
  version: 1,
  ...policyOf(home, 1, [siteOf({ server, upstream: 'http://127.0.0.1:1' })]),
}).sites.get('camera')

/** What the gate makes of what the TLS library says: the code's name. */
function verdict(certificate: { cert: string; key: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const door = tls.createServer({ ...site?.tlsOptions, ALPNProtocols: ['http/1.1'] }, (socket) => {
      if (!site) throw new Error('no site')
      const { verification } = currentEvidence(readPresented(socket, site), site, Date.now())
      socket.destroy()
      door.close()
      resolve(verification.name)
    })
    door.listen(0, '127.0.0.1', () => {
      const { port } = door.address() as AddressInfo
      const visitor = tls.connect({ host: '127.0.0.1', port, servername: 'camera.home', ca: home.cert, ...certificate })
      visitor.on('error', () => undefined)
    })
    door.on('error', reject)
    door.on('tlsClientError', reject)
  })
}

const cases: [name: string, certificate: { cert: string; key: string }, outcome: string][] = [
  ['a good certificate', home.leaf({ cn: 'Alice' }), 'allowed'],
  ['an expired one', home.leaf({ cn: 'Old', from: '20200101000000Z', to: '20210101000000Z' }), 'expired'],
  ['one from the future', home.leaf({ cn: 'Future', from: '20400101000000Z', to: '20410101000000Z' }), 'not-yet-valid'],
  ['a stranger', opensslAuthority('Stranger').leaf({ cn: 'Alice' }), 'unknown-issuer'],
  ['a self-signed one', selfSigned('Alice'), 'self-signed'],
  [
    'a self-signed one that may not sign certificates',
    selfSigned('Alice', 'clientAuth', 'digitalSignature'),
    'self-signed',
  ],
  ['a server certificate', home.leaf({ cn: 'Server', eku: 'serverAuth' }), 'wrong-purpose'],
]

test('which TLS library runs is found out by doing', () => {
  expect(isOpenSsl()).toBe(false)
  expect(() => tls.createSecureContext(clientCiphers())).not.toThrow()
})

test.each(cases)('%s leads to the same outcome as under OpenSSL', async (_name, certificate, outcome) => {
  expect(outcomeOf(await verdict(certificate))).toBe(outcome as never)
})

/** One visit by openssl's own client. @returns whether it says that the session of before was taken up again */
async function resumed(port: number, version: string, ...session: string[]): Promise<boolean> {
  const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'camera.home', version, ...session]
  const visitor = spawn('openssl', args, { stdio: ['pipe', 'pipe', 'ignore'] })
  let said = ''
  visitor.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    // TLS 1.3 tickets come with the first bytes of the application.
    if (said.includes('good day')) visitor.stdin.end('Q\n')
  })
  await new Promise((resolve) => visitor.on('close', resolve))
  expect(said).toMatch(/^(?:New|Reused), TLSv1/m)
  return /^Reused, /m.test(said)
}

test.each(['-tls1_2', '-tls1_3'])('%s: no session is taken up again, at this site or another', async (version) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-bun-'))
  const session = path.join(folder, 'session')
  const options = { ...site?.tlsOptions, rejectUnauthorized: false, ALPNProtocols: undefined }
  const doors = [options, options, { ...options, secureOptions: 0 }].map((one) =>
    tls.createServer(one as tls.TlsOptions, (socket) => {
      socket.on('error', () => undefined)
      socket.write('good day')
    }),
  )
  const ports = await Promise.all(
    doors.map(
      (door) =>
        new Promise<number>((resolve) =>
          door.listen(0, '127.0.0.1', () => resolve((door.address() as AddressInfo).port)),
        ),
    ),
  )
  const [here = 0, elsewhere = 0, careless = 0] = ports
  expect(await resumed(here, version, '-sess_out', session)).toBe(false)
  // Nothing was given that could be offered: or what was given opens nothing.
  const offer = fs.existsSync(session) ? ['-sess_in', session] : []
  expect(await resumed(here, version, ...offer)).toBe(false)
  expect(await resumed(elsewhere, version, ...offer)).toBe(false)
  // The same client does resume where it may: else the lines above would show nothing.
  expect(await resumed(careless, version, '-sess_out', session)).toBe(false)
  expect(await resumed(careless, version, '-sess_in', session)).toBe(true)
  for (const door of doors) door.close()
  fs.rmSync(folder, { recursive: true })
})
