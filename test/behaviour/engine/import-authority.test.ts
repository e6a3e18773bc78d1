import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runTool } from '../../support/external-tool.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { isMet, needs } from '../../support/programs.ts'

const work = temporaryFolder()
afterAll(() => fs.rmSync(work, { recursive: true }))
const pki = path.join(work, 'pki')
const read = (name: string): string => fs.readFileSync(path.join(work, name)).toString('base64')
const given = (...names: string[]) => names.map((name) => ({ name, base64: read(name) }))

async function run(tool: string, ...args: string[]): Promise<string> {
  const { status, text } = await runTool(tool, args, { cwd: work })
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')}: ${text}`)
  return text
}
const openssl = (line: string): Promise<string> => run('openssl', ...line.split(' '))
const easyrsa = (...args: string[]): Promise<string> =>
  run('/usr/share/easy-rsa/easyrsa', '--batch', `--pki-dir=${pki}`, '--use-algo=ec', '--curve=prime256v1', ...args)
const folderFiles = () =>
  fs
    .readdirSync(pki, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ name: path.relative(pki, file), base64: fs.readFileSync(file).toString('base64') }))

await openssl('req -x509 -newkey rsa:2048 -nodes -keyout plain.key -days 900 -subj /CN=Tutorial -out ca.crt')
await openssl('rsa -aes256 -in plain.key -passout pass:secret -out ca.key')
await openssl('pkcs12 -export -in ca.crt -inkey plain.key -passout pass:pw -out ca.p12')
if (isMet('easy-rsa')) {
  await easyrsa('init-pki')
  await easyrsa('--req-cn=Easy', '--passin=pass:secret', '--passout=pass:secret', 'build-ca')
  for (const name of ['alice-iphone', 'bob']) {
    await easyrsa('--passin=pass:secret', 'build-client-full', name, 'nopass')
  }
  await easyrsa('--passin=pass:secret', 'build-server-full', 'nas.home.arpa', 'nopass')
  await easyrsa('--passin=pass:secret', 'revoke', 'bob', 'keyCompromise')
  await easyrsa('--passin=pass:secret', 'gen-crl')
}

let folder = ''
let running: TestEngine
beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(folder)
})
afterEach(async () => {
  await running.engine.close()
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})
const addDevice = async (authority?: string) => {
  const device = await running.client.call('device.add', {
    name: 'New phone',
    key: 'p256',
    ...(authority === undefined ? {} : { authority }),
  })
  const file = await running.client.call('device.export', { device: device.id, format: 'crt' })
  fs.writeFileSync(path.join(work, 'new.crt'), Buffer.from(file.base64, 'base64'))
  return device
}

describe('taking over an authority', () => {
  test('ca.crt and an encrypted ca.key: openssl verifies what it signs from now on under the old certificate', async () => {
    const imported = await running.client.call('authority.import', {
      files: given('ca.crt', 'ca.key'),
      password: 'secret',
      passphrase: PASSPHRASE,
    })
    expect(imported).toMatchObject({ authority: { name: 'Tutorial', kind: 'own', parentId: null }, problems: [] })
    await addDevice()
    expect(await openssl('verify -purpose sslclient -CAfile ca.crt new.crt')).toContain('OK')
  })

  test('a PKCS#12 file under a name of its own; a second time is told', async () => {
    const input = { files: given('ca.p12'), password: 'pw', passphrase: PASSPHRASE }
    const imported = await running.client.call('authority.import', { ...input, name: 'House' })
    expect(imported.authority.name).toBe('House')
    await expect(running.client.call('authority.import', input)).rejects.toMatchObject({
      code: 'authority/already-known',
    })
  })

  test('one that was only trusted gets its key', async () => {
    await running.client.call('authority.trust', { files: given('ca.crt') })
    await running.client.call('authority.import', {
      files: given('ca.crt', 'ca.key'),
      password: 'secret',
      passphrase: PASSPHRASE,
    })
    expect(await running.client.call('authority.list', {})).toMatchObject([{ name: 'Tutorial', kind: 'own' }])
  })

  test('nothing is changed by a wrong password, a wrong vault passphrase or a foreign key', async () => {
    const files = given('ca.crt', 'ca.key')
    const attempt = (input: object) =>
      running.client.call('authority.import', { files, password: 'secret', passphrase: PASSPHRASE, ...input })
    await expect(attempt({ password: 'Secret' })).rejects.toMatchObject({ code: 'authority/file-wrong-password' })
    await expect(attempt({ files: given('ca.crt') })).rejects.toMatchObject({ code: 'authority/file-nothing-found' })
    await expect(attempt({ passphrase: undefined })).rejects.toMatchObject({ code: 'authority/passphrase-required' })
    expect(await running.client.call('authority.list', {})).toEqual([])
    expect((await running.client.call('app.status', {})).empty).toBe(true)
  })
})

describe('taking over an easy-rsa folder', needs('easy-rsa'), () => {
  const take = () =>
    running.client.call('authority.import', { files: folderFiles(), password: 'secret', passphrase: PASSPHRASE })

  test('brings its devices with keys and platforms, its servers, and what it revoked', async () => {
    const imported = await take()
    expect(imported).toMatchObject({ devices: 2, servers: 1, revoked: 1, keys: 2, problems: [] })
    const devices = await running.client.call('device.list', {})
    expect(devices.map(({ name, platform, status }) => `${name} ${platform} ${status}`).toSorted()).toEqual([
      'alice-iphone iphone waiting',
      'bob script revoked',
    ])
    const file = await running.client.call('device.export', { device: 'alice-iphone', profile: 'modern' })
    fs.writeFileSync(path.join(work, 'alice.pfx'), Buffer.from(file.base64, 'base64'))
    const key = await openssl(`pkcs12 -in alice.pfx -nodes -nocerts -passin pass:${file.password ?? ''}`)
    const own = fs.readFileSync(path.join(pki, 'private', 'alice-iphone.key'), 'utf8')
    expect(key.match(/-----BEGIN[^]*-----\s*$/)?.[0].trim()).toBe(own.match(/-----BEGIN[^]*-----\s*$/)?.[0].trim())
  })

  test('goes on: its next list has a greater number and still holds what was revoked', async () => {
    const { authority } = await take()
    const before = await openssl('crl -in pki/crl.pem -noout -text')
    const list = await running.client.call('authority.crl', { authority: authority.id })
    fs.writeFileSync(path.join(work, 'next.pem'), Buffer.from(list.base64, 'base64'))
    const after = await openssl('crl -in next.pem -CAfile pki/ca.crt -noout -text')
    expect(after).toContain('verify OK')
    const number = (text: string) => BigInt(/CRL Number:\s*(\S+)/.exec(text)?.[1] ?? 'missing')
    expect(number(after)).toBeGreaterThan(/CRL Number/.test(before) ? number(before) : 0n)
    expect(/Serial Number: (\w+)/.exec(after)?.[1]).toBe(/Serial Number: (\w+)/.exec(before)?.[1])
    const issued = await addDevice()
    expect(issued.serial).not.toBe('')
    expect(await openssl('verify -purpose sslclient -CAfile pki/ca.crt new.crt')).toContain('OK')
  })

  test('tells which file cannot be used, and takes the rest', async () => {
    // A serial number in hexadecimal: its first digit is the byte that certificates begin with.
    const serial = { name: 'serial.old', base64: btoa('0A1B2C3D4E5F60718293A4B5C6D7E8F9\n') }
    const files = [
      ...folderFiles(),
      serial,
      { name: 'issued/torn.crt', base64: btoa('-----BEGIN CERTIFICATE-----\nMIIB') },
    ]
    const imported = await running.client.call('authority.import', {
      files,
      password: 'secret',
      passphrase: PASSPHRASE,
    })
    expect(imported.devices).toBe(2)
    expect(imported.problems).toMatchObject([{ file: 'issued/torn.crt', code: 'authority/file-damaged' }])
  })
})

describe('the shared-subject trap', () => {
  test('is found on import: certificate and authority of one subject (alert 48 at every server)', async () => {
    await openssl('req -x509 -newkey rsa:2048 -nodes -keyout same.key -days 90 -subj /CN=Same -out same-ca.crt')
    await openssl('req -new -newkey rsa:2048 -nodes -keyout leaf.key -subj /CN=Same -out leaf.csr')
    await openssl('x509 -req -in leaf.csr -CA same-ca.crt -CAkey same.key -set_serial 7 -days 30 -out leaf.crt')
    const imported = await running.client.call('authority.import', {
      files: given('same-ca.crt', 'same.key', 'leaf.crt'),
      passphrase: PASSPHRASE,
    })
    expect(imported.problems).toMatchObject([{ code: 'authority/shared-subject' }])
    // A device that is made here under the authority's own name gets another subject.
    await running.client.call('device.add', { name: 'Same', key: 'p256', authority: imported.authority.id })
    const devices = await running.client.call('device.list', { search: 'Same' })
    const made = devices.find((one) => one.keyType === 'p256')
    const { certificates } = await running.client.call('device.show', { device: made?.id ?? '' })
    expect(certificates[0]?.subject).not.toBe(imported.authority.subject)
  })
})

describe('an authority that is only trusted', () => {
  test('comes with its list; an older list does not take the place of a newer one', needs('easy-rsa'), async () => {
    const older = fs.readFileSync(path.join(pki, 'crl.pem')).toString('base64')
    // Lists tell time in seconds.
    const second = Math.floor(Date.now() / 1000)
    while (Math.floor(Date.now() / 1000) === second) await new Promise((resolve) => setTimeout(resolve, 50))
    await easyrsa('--passin=pass:secret', 'gen-crl')
    const certificate = { name: 'ca.crt', base64: fs.readFileSync(path.join(pki, 'ca.crt')).toString('base64') }
    const newer = fs.readFileSync(path.join(pki, 'crl.pem')).toString('base64')
    const trust = (crl: string) =>
      running.client.call('authority.trust', { files: [certificate, { name: 'crl.pem', base64: crl }] })
    const { authority } = await trust(newer)
    expect(authority).toMatchObject({ name: 'Easy', kind: 'trusted', crl: { entries: 1 } })
    await expect(trust(older)).rejects.toMatchObject({ code: 'authority/crl-older' })
    await expect(running.client.call('device.add', { name: 'x', authority: 'Easy' })).rejects.toMatchObject({
      code: 'authority/not-own',
    })
    await expect(
      running.client.call('authority.trust', { files: [...given('ca.crt'), { name: 'crl.pem', base64: newer }] }),
    ).rejects.toMatchObject({ code: 'authority/crl-signature' })
  })

  const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length / 2))
  test.each([
    ['empty', () => Buffer.alloc(0)],
    ['garbage', () => Buffer.from('no list at all\n')],
    ['half of its text', (list: string) => half(Buffer.from(list))],
    ['half of its bytes', (list: string) => half(Buffer.from(list.replace(/-----[^-]+-----|\s/g, ''), 'base64'))],
  ])(
    'is not trusted without the list that was given with it, when that is %s',
    needs('easy-rsa'),
    async (_what, broken) => {
      const certificate = { name: 'ca.crt', base64: fs.readFileSync(path.join(pki, 'ca.crt')).toString('base64') }
      const whole = fs.readFileSync(path.join(pki, 'crl.pem'), 'utf8')
      const trust = (list: Buffer) =>
        running.client.call('authority.trust', {
          files: [certificate, { name: 'crl.pem', base64: list.toString('base64') }],
        })
      await expect(trust(broken(whole))).rejects.toMatchObject({ code: 'authority/crl-unreadable' })
      expect(await running.client.call('authority.list', {})).toEqual([])
      // Nor does it take the place of a good one.
      const { authority } = await trust(Buffer.from(whole))
      await expect(trust(broken(whole))).rejects.toMatchObject({ code: 'authority/crl-unreadable' })
      expect(await running.client.call('authority.list', {})).toEqual([authority])
    },
  )

  test('is forgotten again, but not while a site needs it', async () => {
    await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    const { authority } = await running.client.call('authority.trust', { files: given('ca.crt') })
    const site = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
    await running.client.call('site.add', { ...site, authorities: ['Home', 'Tutorial'] })
    const remove = () => running.client.call('authority.remove', { authority: authority.id })
    await expect(remove()).rejects.toMatchObject({ code: 'authority/in-use' })
    await running.client.call('site.set', { site: 'Camera', authorities: ['Home'] })
    await remove()
    expect((await running.client.call('authority.list', {})).map((one) => one.name)).toEqual(['Home'])
  })
})

describe('root and intermediate', () => {
  test('the intermediate issues, devices carry the whole chain, and both can be renewed', async () => {
    const { client } = running
    const root = await client.call('authority.create', { name: 'Root', passphrase: PASSPHRASE, key: 'p384' })
    const middle = await client.call('authority.create', {
      name: 'Middle',
      passphrase: PASSPHRASE,
      key: 'p256',
      days: 300,
      parent: 'Root',
    })
    expect(middle.parentId).toBe(root.id)
    const device = await addDevice()
    expect(device.authorityId).toBe(middle.id)
    const file = await client.call('device.export', { device: device.id, format: 'pem' })
    const blocks = Buffer.from(file.base64, 'base64')
      .toString()
      .match(/-----BEGIN CERTIFICATE-----/g)
    expect(blocks).toHaveLength(3)
    const longer = await client.call('authority.renew', { authority: 'Middle', days: 600 })
    expect(Date.parse(longer.notAfter)).toBeGreaterThan(Date.parse(middle.notAfter))
    expect(longer.subject).toBe(middle.subject)
    const pem = async (authority: string) => (await client.call('authority.show', { authority, pem: true })).pem ?? ''
    fs.writeFileSync(path.join(work, 'root.pem'), await pem('Root'))
    fs.writeFileSync(path.join(work, 'middle.pem'), await pem('Middle'))
    expect(
      await openssl('verify -x509_strict -purpose sslclient -CAfile root.pem -untrusted middle.pem new.crt'),
    ).toContain('OK')
  })
})
