import fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Input } from '../../../shared/contract/index.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

/** Certificates of other machines, as the programs on them and their visitors read them. */
const folder = temporaryFolder()
const at = (name: string): string => path.join(folder, name)
const DAY = 86_400_000
const PASSWORD = 'a password for the keystore'
let clock = Date.now()
let house: TestEngine

async function write(file: string, wanted: Omit<Input<'server.export'>, 'server'>, server = 'NAS'): Promise<void> {
  const { base64, key } = await house.client.call('server.export', { server, ...wanted })
  fs.writeFileSync(at(file), Buffer.from(base64, 'base64'))
  if (key) fs.writeFileSync(at(`${file}.key`), Buffer.from(key.base64, 'base64'))
}

beforeAll(async () => {
  house = await startEngine(at('data'), { startSites: false, now: () => clock })
  const { client } = house
  await client.call('authority.create', { name: 'Root', passphrase: PASSPHRASE, key: 'p256' })
  // Below an intermediate, so that a chain has to be sent along.
  await client.call('authority.create', { name: 'House', passphrase: PASSPHRASE, key: 'p256', parent: 'Root' })
  const hosts = ['localhost', '127.0.0.1', '*.nas.home.arpa']
  await client.call('server.add', { name: 'NAS', hosts, authority: 'House' })
  await client.call('server.add', { name: 'Old NAS', hosts: ['old.home.arpa'], key: 'rsa2048', authority: 'House' })
  const root = await client.call('authority.show', { authority: 'Root', pem: true })
  const below = await client.call('authority.show', { authority: 'House', pem: true })
  fs.writeFileSync(at('root.pem'), root.pem ?? '')
  fs.writeFileSync(at('house.pem'), below.pem ?? '')
  await client.call('authority.create', { name: 'Stranger', passphrase: PASSPHRASE, key: 'p256' })
  const stranger = await client.call('authority.show', { authority: 'Stranger', pem: true })
  fs.writeFileSync(at('stranger.pem'), stranger.pem ?? '')
  await write('fullchain.pem', { format: 'fullchain' })
  await write('nas.pem', { format: 'pem' })
  await write('pair.pem', { format: 'pem', separateKey: true })
})
afterAll(async () => {
  await house.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
})

describe('openssl', needs('openssl'), () => {
  const asServer = ['-x509_strict', '-purpose', 'sslserver', '-CAfile', at('root.pem'), '-untrusted', at('house.pem')]
  const verify = (...more: string[]) => runTool('openssl', ['verify', ...asServer, ...more, at('fullchain.pem')])

  test.each([
    ['a name', '-verify_hostname', 'localhost', 0],
    ['a name below a wildcard', '-verify_hostname', 'photos.nas.home.arpa', 0],
    ['an address', '-verify_ip', '127.0.0.1', 0],
    ['another name', '-verify_hostname', 'other.home.arpa', 2],
    ['another address', '-verify_ip', '127.0.0.2', 2],
  ])('verifies the chain as a server’s, for its names only (%s)', async (_what, option, value, status) => {
    expect(await verify(option, value)).toMatchObject({ status })
  })

  test('does not take it for a client’s', async () => {
    expect((await verify('-purpose', 'sslclient')).status).not.toBe(0)
  })

  test.each(['auto', 'compatible', 'modern'] as const)('opens the PKCS#12 file (%s)', async (profile) => {
    for (const server of ['NAS', 'Old NAS']) {
      await write('nas.pfx', { format: 'pfx', profile, password: PASSWORD }, server)
      const legacy = profile === 'modern' ? [] : ['-legacy']
      const args = ['pkcs12', ...legacy, '-in', at('nas.pfx'), '-passin', `pass:${PASSWORD}`, '-nodes']
      const { status, text } = await runTool('openssl', args)
      expect([status, text]).toEqual([0, expect.stringContaining(`friendlyName: ${server}`)])
      expect(text.match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
      expect(text.match(/BEGIN PRIVATE KEY/g)).toHaveLength(1)
    }
  })

  test('opens the key that has the given password', async () => {
    await write('sealed.pem', { format: 'pem', separateKey: true, password: PASSWORD })
    const open = (password: string) =>
      runTool('openssl', ['pkey', '-in', at('sealed.pem.key'), '-passin', `pass:${password}`, '-noout'])
    expect([(await open(PASSWORD)).status, (await open('another')).status]).toEqual([0, 1])
  })
})

test('Java opens the keystore, with the key under its alias and the whole chain', needs('keytool'), async () => {
  await write('nas.jks', { format: 'jks', password: PASSWORD })
  const list = (password: string) =>
    runTool('keytool', ['-list', '-v', '-keystore', at('nas.jks'), '-storepass', password])
  const { status, text } = await list(PASSWORD)
  expect(status, text).toBe(0)
  expect(text).toContain('Alias name: nas')
  expect(text).toContain('Entry type: PrivateKeyEntry')
  expect(text).toContain('Certificate chain length: 3')
  expect((await list('another password')).status).not.toBe(0)
})

test.each([
  ['one file', 'nas.pem', 'nas.pem'],
  ['a pair', 'pair.pem', 'pair.pem.key'],
  ['the chain and the key of the pair', 'fullchain.pem', 'pair.pem.key'],
])('a server with the files is visited by who trusts the root alone (%s)', needs('curl'), async (_what, cert, key) => {
  const read = (name: string) => fs.readFileSync(at(name))
  const server = https.createServer({ cert: read(cert), key: read(key) }, (_request, response) => response.end('home'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`
    expect(await runTool('curl', ['-sS', '--cacert', at('root.pem'), url])).toEqual({ status: 0, text: 'home' })
    // CURLE_PEER_FAILED_VERIFICATION
    expect(await runTool('curl', ['-sS', '--cacert', at('stranger.pem'), url])).toMatchObject({ status: 60 })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})

test('what is revoked is in the list, and openssl refuses it', needs('openssl'), async () => {
  const { client } = house
  const { serial } = await client.call('server.add', { name: 'Lost', hosts: ['lost.home.arpa'], authority: 'House' })
  await write('lost.pem', { format: 'fullchain' }, 'Lost')
  const check = async (file: string) => {
    const list = await client.call('authority.crl', { authority: 'House', format: 'pem' })
    fs.writeFileSync(at('house.crl'), Buffer.from(list.base64, 'base64'))
    const chain = ['-CAfile', at('root.pem'), '-untrusted', at('house.pem'), '-CRLfile', at('house.crl')]
    return runTool('openssl', ['verify', '-crl_check', ...chain, at(file)])
  }
  expect((await check('lost.pem')).status).toBe(0)
  await client.call('server.revoke', { server: 'Lost', reason: 'superseded' })
  expect(await check('lost.pem')).toMatchObject({
    status: 2,
    text: expect.stringContaining('certificate revoked') as string,
  })
  expect((await check('fullchain.pem')).status).toBe(0)
  const { text } = await runTool('openssl', ['crl', '-in', at('house.crl'), '-noout', '-text'])
  expect(text.replace(/Serial Number: 0*/g, 'Serial Number: ')).toContain(`Serial Number: ${serial}`)
  expect(text).toContain('Superseded')
})

test('the owner is reminded of one that ends, until it is renewed or revoked', async () => {
  const { client } = house
  const before = clock
  const reminders = async () =>
    (await client.call('reminder.list', {}))
      .filter(({ kind }) => kind === 'server')
      .map(({ name, state }) => [name, state])
  await client.call('server.add', { name: 'Camera', hosts: ['camera.home.arpa'], days: 60 })
  await client.call('server.add', { name: 'Shed', hosts: ['shed.home.arpa'], days: 60 })
  await client.call('server.revoke', { server: 'Shed' })
  expect(await reminders()).toEqual([])
  clock += 31 * DAY
  expect(await reminders()).toEqual([['Camera', 'ends']])
  await client.call('server.renew', { server: 'Camera', passphrase: PASSPHRASE })
  expect(await reminders()).toEqual([])
  clock += 61 * DAY
  expect(await reminders()).toEqual([['Camera', 'ended']])
  clock = before
})
