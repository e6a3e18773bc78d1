import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Notice } from '../../../shared/contract/notice.ts'
import type { Site } from '../../../shared/contract/site.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { until } from '../../support/gate.ts'
import { opensslAuthority, type Issued } from '../../support/openssl-pki.ts'
import { say } from '../../support/said.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const live = path.join(folder, 'live')
const archive = path.join(folder, 'archive')
const root = opensslAuthority('Public Root')
const middle = root.intermediate('Public Intermediate')

let running: TestEngine
let later = 0
const notices: Notice[] = []
const start = async (): Promise<void> => {
  running = await startEngine(data, { now: () => Date.now() + later })
  running.client.on('app.notice', (notice) => void notices.push(notice))
}
const named = (dns: string): Issued => middle.leaf({ cn: 'site', eku: 'serverAuth', san: `DNS:${dns}` })
let count = 0

/** As certbot does it: numbered files in the archive, links in the live folder replaced one after the other. */
function renew({ cert, key }: { cert: string; key: string }): void {
  count += 1
  for (const [name, text] of [
    ['fullchain', cert],
    ['privkey', key],
  ] as const) {
    const file = path.join(archive, `${name}${count}.pem`)
    fs.writeFileSync(file, text)
    const link = path.join(live, `${name}.pem`)
    fs.rmSync(link, { force: true })
    fs.symlinkSync(path.relative(live, file), link)
  }
}
const withChain = (leaf: Issued) => ({ cert: leaf.cert + middle.cert, key: leaf.key })
const files = { cert: path.join(live, 'fullchain.pem'), key: path.join(live, 'privkey.pem') }
const show = (): Promise<Site> => running.client.call('site.show', { site: 'NAS' })
const inForce = (): string => {
  const pem = running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.certificate.certPem ?? ''
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '')
}

async function untilShown(condition: (site: Site) => boolean): Promise<Site> {
  for (;;) {
    const site = await show()
    if (condition(site)) return site
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

beforeAll(async () => {
  for (const one of [live, archive]) fs.mkdirSync(one)
  await start()
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
beforeEach(() => {
  later = 0
})
afterAll(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true })
})

test('a renewal as certbot makes it is in force by itself, with its chain and key', async () => {
  const first = named('nas.example.org')
  renew(withChain(first))
  const added = await running.client.call('site.add', {
    name: 'NAS',
    hosts: ['nas.example.org'],
    listen: '127.0.0.1:8443',
    upstream: 'http://127.0.0.1:1',
    certificateFiles: files,
  })
  expect(added.certificate).toMatchObject({ source: 'own', fingerprint: first.fingerprint })
  expect(added.certificateFiles).toEqual({ ...files, problem: null })
  expect(inForce()).toBe(first.fingerprint)

  const second = named('nas.example.org')
  renew(withChain(second))
  await untilShown((site) => site.certificate.fingerprint === second.fingerprint)
  expect(inForce()).toBe(second.fingerprint)
  expect(running.gate.applied.at(-1)?.listeners[0]?.sites[0]?.certificate.certPem).toContain(middle.cert.trim())
})

test('files that are replaced by renaming, or written in place, are seen too', async () => {
  const [plainCert, plainKey] = [path.join(folder, 'site.crt'), path.join(folder, 'site.key')]
  const third = named('nas.example.org')
  fs.writeFileSync(plainCert, third.cert + middle.cert)
  fs.writeFileSync(plainKey, third.key)
  await running.client.call('site.set', { site: 'NAS', certificateFiles: { cert: plainCert, key: plainKey } })
  expect(inForce()).toBe(third.fingerprint)
  const fourth = named('nas.example.org')
  for (const [file, text] of [
    [plainCert, fourth.cert + middle.cert],
    [plainKey, fourth.key],
  ] as const) {
    fs.writeFileSync(`${file}.new`, text)
    fs.renameSync(`${file}.new`, file)
  }
  await untilShown((site) => site.certificate.fingerprint === fourth.fingerprint)
  const fifth = named('nas.example.org')
  fs.writeFileSync(plainCert, fifth.cert + middle.cert)
  fs.writeFileSync(plainKey, fifth.key)
  await untilShown((site) => site.certificate.fingerprint === fifth.fingerprint)
  await running.client.call('site.set', { site: 'NAS', certificateFiles: files })
})

const DAY = 86_400_000
const broken: [name: string, code: string, pair: () => { cert: string; key: string }][] = [
  [
    'a key that is another’s',
    'site/certificate-mismatch',
    () => ({ ...withChain(named('nas.example.org')), key: root.key }),
  ],
  ['another name', 'site/certificate-names', () => withChain(named('other.example.org'))],
  [
    'half a file',
    'site/certificate-unreadable',
    () => ({ cert: named('nas.example.org').cert.slice(0, 200), key: root.key }),
  ],
  [
    'the wrong way round',
    'site/certificate-chain',
    () => {
      const leaf = named('nas.example.org')
      return { cert: leaf.cert + root.cert, key: leaf.key }
    },
  ],
  [
    'a certificate that has ended',
    'site/certificate-expired',
    () =>
      withChain(
        middle.leaf({
          cn: 'x',
          eku: 'serverAuth',
          san: 'DNS:nas.example.org',
          from: '20200101000000Z',
          to: '20210101000000Z',
        }),
      ),
  ],
  [
    'one that is not valid yet',
    'site/certificate-early',
    () =>
      withChain(
        middle.leaf({
          cn: 'x',
          eku: 'serverAuth',
          san: 'DNS:nas.example.org',
          from: '20400101000000Z',
          to: '20410101000000Z',
        }),
      ),
  ],
]

test.each(broken)(
  'a new pair with %s is not used, says so, and the old one stays in force',
  async (_name, code, pair) => {
    const good = named('nas.example.org')
    renew(withChain(good))
    await untilShown(
      (site) => site.certificate.fingerprint === good.fingerprint && site.certificateFiles?.problem === null,
    )
    later += DAY
    renew(pair())
    const site = await untilShown((one) => one.certificateFiles?.problem?.code === code)
    expect(site.certificate.fingerprint).toBe(good.fingerprint)
    expect(site.state).toBe('running')
    expect(inForce()).toBe(good.fingerprint)
    expect(JSON.stringify(site)).not.toContain('PRIVATE KEY')
  },
)

test('the owner is told that a new pair is not used, and when the problem is gone it is gone', async () => {
  expect(notices.filter((one) => one.kind === 'certificate-not-used').map((one) => say(one.title))).toContain(
    'The new server certificate of NAS is not used',
  )
  const good = named('nas.example.org')
  renew(withChain(good))
  await untilShown((site) => site.certificateFiles?.problem === null)
  expect(inForce()).toBe(good.fingerprint)
})

test('what was renewed while Vestibule was closed is used from the start', async () => {
  await running.engine.close()
  const next = named('nas.example.org')
  renew(withChain(next))
  await start()
  expect(running.gate.applied.at(-1) && inForce()).toBe(next.fingerprint)
})

test('files that are gone are a problem of the files, not of the site', async () => {
  fs.renameSync(live, `${live}-away`)
  await running.engine.close()
  await start()
  const site = await show()
  expect(site.certificateFiles?.problem).toMatchObject({ code: 'app/file-unreadable' })
  expect(site.state).toBe('running')
  fs.renameSync(`${live}-away`, live)
})

test('what is no regular file, or no absolute path, is refused at once and never waited for', async () => {
  const pipe = path.join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const set = (cert: string) =>
    running.client.call('site.set', { site: 'NAS', certificateFiles: { cert, key: files.key } })
  for (const cert of [pipe, folder, path.join(folder, 'nothing')]) {
    await expect(set(cert)).rejects.toMatchObject({ code: 'app/file-unreadable' })
  }
  await expect(set('fullchain.pem')).rejects.toMatchObject({ code: 'app/invalid-input' })
  expect((await show()).certificateFiles).toMatchObject(files)
})

test('the own authority can take over again', async () => {
  await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
  const site = await running.client.call('site.set', { site: 'NAS', certificate: null })
  expect(site.certificate.source).toBe('authority')
  expect(site.certificateFiles).toBeNull()
  const before = running.gate.applied.length
  renew(withChain(named('nas.example.org')))
  await running.client.call('site.set', { site: 'NAS', contact: 'Bob' })
  await until(() => running.gate.applied.length > before)
  expect((await show()).certificate.fingerprint).toBe(site.certificate.fingerprint)
  expect(running.bugs).toEqual([])
})
