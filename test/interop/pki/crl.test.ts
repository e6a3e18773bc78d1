import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import { haproxy, nginx } from '../../support/front-ends.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'
import { needs } from '../../support/programs.ts'

/** The list as a user gets it, on every server that reads one. The server certificates are somebody else's. */
const folder = temporaryFolder()
const at = (name: string): string => path.join(folder, name)
const server = opensslAuthority('Elsewhere').leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
let house: TestEngine
/** By format: each export signs a list of its own. */
const numbers: Record<string, string> = {}

beforeAll(async () => {
  house = await startEngine(at('data'), { startSites: false })
  const { client } = house
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  for (const name of ['Good', 'Lost', 'Held', 'Released']) {
    await client.call('device.add', { name, key: 'p256' })
    const { base64 } = await client.call('device.export', { device: name, format: 'pem' })
    fs.writeFileSync(at(`${name}.pem`), Buffer.from(base64, 'base64'))
  }
  await client.call('device.revoke', { device: 'Lost', reason: 'key-compromise' })
  await client.call('device.revoke', { device: 'Held', reason: 'hold' })
  await client.call('device.revoke', { device: 'Released', reason: 'hold' })
  await client.call('device.release', { device: 'Released' })
  const shown = await client.call('authority.show', { pem: true })
  fs.writeFileSync(at('ca.pem'), shown.pem ?? '')
  for (const format of ['pem', 'der'] as const) {
    const list = await client.call('authority.crl', { format })
    fs.writeFileSync(at(`list.${format}`), Buffer.from(list.base64, 'base64'))
    numbers[format] = `crlNumber=0x${list.number.toString(16).toUpperCase()}`
  }
})
afterAll(async () => {
  await house.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const read = (name: string): string => fs.readFileSync(at(name), 'utf8')

describe('openssl', () => {
  test.each(['pem', 'der'])('finds the list signed by the authority (%s)', async (format) => {
    const args = [
      'crl',
      '-inform',
      format,
      '-in',
      at(`list.${format}`),
      '-CAfile',
      at('ca.pem'),
      '-noout',
      '-crlnumber',
    ]
    const { status, text } = await runTool('openssl', args)
    expect(status).toBe(0)
    expect(text).toContain('verify OK')
    expect(text).toContain(numbers[format])
  })

  test.each([
    ['Good', 'OK'],
    ['Released', 'OK'],
    ['Lost', 'certificate revoked'],
    ['Held', 'certificate revoked'],
  ])('verifies %s with it: %s', async (name, verdict) => {
    const files = ['-CAfile', at('ca.pem'), '-CRLfile', at('list.pem')]
    const { text } = await runTool('openssl', ['verify', '-crl_check', '-x509_strict', ...files, at(`${name}.pem`)])
    expect(text).toContain(verdict)
  })
})

test('GnuTLS reads and verifies it', needs('certtool'), async () => {
  const args = ['--verify-crl', '--load-ca-certificate', at('ca.pem'), '--infile', at('list.pem')]
  expect((await runTool('certtool', args)).text).toContain('Verification output: Verified')
  const { text } = await runTool('certtool', ['--crl-info', '--inder', '--infile', at('list.der')])
  expect(text).toContain('Revoked certificates (2)')
})

const fronts = [
  { name: 'haproxy', start: haproxy },
  { name: 'nginx', start: nginx },
] as const
for (const { name: program, start } of fronts) {
  describe(`${program} with the list`, needs(program, 'curl'), () => {
    let front: ForeignServer
    beforeAll(async () => {
      front = await start({ server, ca: read('ca.pem'), demand: 'required', crl: read('list.pem') })
    })
    afterAll(() => front.stop())

    test.each([
      ['Good', true],
      ['Released', true],
      ['Lost', false],
      ['Held', false],
    ])('with the list: %s gets in: %s', async (name, entered) => {
      const { text } = await runTool('curl', [
        '-sk',
        '-o',
        at('page'),
        '-w',
        '%{http_code}',
        '--resolve',
        `camera.home:${front.port}:127.0.0.1`,
        '--cert',
        at(`${name}.pem`),
        `https://camera.home:${front.port}/`,
      ])
      // HAProxy refuses in the handshake, nginx answers 400.
      expect(text === '200').toBe(entered)
    })
  })
}
