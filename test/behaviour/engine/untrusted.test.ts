import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUntrusted, type Untrusted } from '../../../electron/engine/untrusted/index.ts'
import type { TaskInput } from '../../../electron/engine/untrusted/tasks.ts'
import { PASSPHRASE, startEngine, temporaryFolder, UNTRUSTED_WORKER, type TestEngine } from '../../support/engine.ts'
import { until } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

function openssl(args: readonly string[]): Buffer {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
}

describe('a reader that is over its limits', () => {
  let bad: Untrusted
  beforeAll(() => {
    bad = createUntrusted({ worker: here('../../support/child-bad-reader.ts') })
  })
  afterAll(() => bad.close())

  test('is ended when it takes too long, and the next file is read', async () => {
    await expect(bad.read('certificate', 'hang')).rejects.toMatchObject({ code: 'authority/file-takes-too-long' })
    await expect(bad.read('certificate', 'answer')).resolves.toBeDefined()
  })

  test('is waited for when it only waits for its turn, as on a busy computer, but not for ever', async () => {
    await expect(bad.read('certificate', 'wait')).resolves.toBe('at last')
    await expect(bad.read('certificate', 'sleep')).rejects.toMatchObject({ code: 'authority/file-takes-too-long' })
    await expect(bad.read('certificate', 'answer')).resolves.toBeDefined()
  })

  test('is ended when it needs too much memory, and the program goes on', async () => {
    await expect(bad.read('certificate', 'hoard')).rejects.toMatchObject({
      code: expect.stringMatching(/^authority\/file-(needs-too-much|takes-too-long)$/) as string,
    })
    await expect(bad.read('certificate', 'answer')).resolves.toBeDefined()
  })

  test('is given up in the moment in which it runs out of memory, and the program goes on', async () => {
    const beats = new Int32Array(new SharedArrayBuffer(4))
    const hasDied = (): boolean => {
      const before = Atomics.load(beats, 0)
      // Nobody wakes it: a second in which the program hears nothing of its thread, as it would while it is busy.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)
      return before > 0 && Atomics.load(beats, 0) === before
    }
    const cancelled = new AbortController()
    const run = { signal: cancelled.signal, progress: () => undefined }
    // As if it were long work, which is what can be given up.
    const asked = bad.follow(run, 'authority-folder', ...(['hoard', beats] as unknown as TaskInput<'authority-folder'>))
    // The thread is started first, and then asked.
    await until(() => Atomics.load(beats, 0) > 0)
    while (!hasDied());
    cancelled.abort()
    await expect(asked).rejects.toMatchObject({ code: 'app/cancelled' })
    await expect(bad.read('certificate', 'answer')).resolves.toBeDefined()
  })

  test('that ends by itself is a bug that is told, and the next file is read', async () => {
    await expect(bad.read('certificate', 'die')).rejects.toThrow('status 3')
    await expect(bad.read('certificate', 'answer')).resolves.toBeDefined()
  })

  test('hangs in many files at once without keeping another one from its turn', async () => {
    const hung = Array.from({ length: 3 }, () => bad.read('certificate', 'hang').catch(() => 'given up'))
    const good = bad.read('certificate', 'answer')
    expect(await Promise.all(hung)).toEqual(['given up', 'given up', 'given up'])
    await expect(good).resolves.toBeDefined()
  })

  test('sees nothing of the program’s environment, where a passphrase may be', async () => {
    expect(await bad.read('certificate', 'answer')).toEqual({ NODE_ENV: 'production' })
  })
})

test('the built reader of the desktop reads as the source does', async () => {
  const built = createUntrusted({ worker: here('../../../out/main/reader.js') })
  const source = createUntrusted({ worker: UNTRUSTED_WORKER })
  const { cert } = opensslAuthority('Home')
  expect(await built.read('certificate', cert)).toEqual(await source.read('certificate', cert))
  await expect(built.read('certificate', 'nothing')).rejects.toMatchObject({ code: 'authority/certificate-unreadable' })
  await Promise.all([built.close(), source.close()])
})

describe('files that strangers made', () => {
  let house: TestEngine
  let before: string
  const state = async (): Promise<string> =>
    JSON.stringify([await house.client.call('authority.list', {}), await house.client.call('device.list', {})])
  beforeAll(async () => {
    house = await startEngine(path.join(folder, 'data'), { startSites: false })
    await house.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    before = await state()
  })
  afterAll(() => house.engine.close())

  const diagnose = (bytes: Uint8Array | string, password?: string) =>
    house.client.call('diagnosis.file', {
      name: 'file',
      base64: Buffer.from(bytes).toString('base64'),
      ...(password === undefined ? {} : { password }),
    })
  const problems = async (bytes: Uint8Array | string, password?: string): Promise<string[]> =>
    (await diagnose(bytes, password)).problems.map(({ code }) => code)

  /** Self-signed, with whatever `openssl req -x509` can be told. */
  const certificate = (name: string, config: string, args: readonly string[] = []): Buffer => {
    fs.writeFileSync(path.join(folder, `${name}.cnf`), config)
    openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`])
    const request = ['req', '-x509', '-new', '-key', `${name}.key`, '-config', `${name}.cnf`, '-days', '30', '-utf8']
    openssl([...request, ...args, '-out', `${name}.crt`])
    return fs.readFileSync(path.join(folder, `${name}.crt`))
  }
  const config = (subject: string, extensions = ''): string =>
    `[req]\nprompt=no\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n${subject}\n[ext]\nbasicConstraints=CA:FALSE\n${extensions}\n`

  test('a certificate with ten thousand names is read', async () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `DNS.${n}=host-${n}.example`).join('\n')
    const made = certificate('many', config('CN=many', `subjectAltName=@alt\n[alt]\n${names}`))
    const found = await diagnose(made)
    expect(found.kind).toBe('pem')
    expect(found.contents).toMatchObject([{ type: 'certificate', subject: 'CN=many' }])
  })

  test('a negative serial number is shown as what it is', async () => {
    const made = certificate('negative', config('CN=negative'), ['-set_serial', '-17'])
    const shown = openssl(['x509', '-in', 'negative.crt', '-noout', '-serial']).toString().trim()
    expect(shown).toBe('serial=-11')
    expect((await diagnose(made)).contents).toMatchObject([{ type: 'certificate', serial: '-11' }])
  })

  test('a line break in a name reaches no second line', async () => {
    const made = certificate('lines', config('CN=DER:'), ['-subj', '/CN=one\ntwo'])
    const [item] = (await diagnose(made)).contents
    expect(item?.type === 'certificate' ? item.subject : '').not.toContain('\n')
  })

  test('a ZIP that is called .pfx is no certificate file', async () => {
    expect(await problems(Buffer.from('504b0304140000000800', 'hex'))).toEqual(['foreign/zip'])
  })

  test.each([
    ['nothing', ''],
    ['zeros', Buffer.alloc(4096)],
    ['a length of four gigabytes', Buffer.from('3084ffffffff', 'hex')],
    ['nesting ten thousand deep', Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from('3080', 'hex')))],
    ['a PEM of one endless line', `-----BEGIN CERTIFICATE-----\n${'A'.repeat(8_000_000)}`],
    ['a million PEM beginnings', '-----BEGIN CERTIFICATE-----\n'.repeat(500_000)],
  ])('%s is damaged or nothing', async (_name, bytes) => {
    const found = await problems(bytes)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^authority\/file-(damaged|nothing-found)$/)
  })

  test('a PKCS#12 file with eight million iterations is refused before anything is derived', async () => {
    const { cert, key } = opensslAuthority('Far')
    fs.writeFileSync(path.join(folder, 'far.crt'), cert)
    fs.writeFileSync(path.join(folder, 'far.key'), key)
    const files = ['-in', 'far.crt', '-inkey', 'far.key', '-passout', 'pass:secret', '-iter', '65537', '-nomac']
    const made = openssl(['pkcs12', '-export', ...files])
    // The DER of 65537, and a number of the same length.
    const counts = made.toString('hex').replaceAll('0203010001', '02037fffff')
    expect(await problems(Buffer.from(counts, 'hex'), 'secret')).toContain('authority/file-too-slow')
  })

  test('a request that is none, is huge, or is cut off adds no device', async () => {
    const add = (csr: string) => house.client.call('device.add', { name: 'Phone', csr, passphrase: PASSPHRASE })
    for (const csr of [
      'no request',
      `-----BEGIN CERTIFICATE REQUEST-----\n${'AAAA'.repeat(200_000)}\n-----END CERTIFICATE REQUEST-----\n`,
      '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n',
    ]) {
      await expect(add(csr)).rejects.toMatchObject({ code: 'device/csr-unreadable' })
    }
  })

  test('none of them changed anything, and no reader met what it did not expect', async () => {
    expect(await state()).toBe(before)
    expect(house.bugs).toEqual([])
  })
})
