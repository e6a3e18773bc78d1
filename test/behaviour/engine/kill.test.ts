import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ageDecrypt } from '../../support/age.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { runAndKill, type Moment, type Said } from '../../support/killed-engine.ts'
import { seededRandom } from '../../support/random.ts'
import { isMet } from '../../support/programs.ts'

/** Being killed at a given system call needs strace, and the right to trace; elsewhere at moments only. */
const traced = isMet('strace')

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true }))
const { pick, seed } = seededRandom()
const data = path.join(folder, 'data')

beforeAll(async () => {
  const { client, engine } = await startEngine(data)
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await engine.close()
})

/** Everything that was ever answered. */
const added = new Map<string, Set<string>>()
const revoked = new Set<string>()
const lists = new Map<number, string>()
let highest = 0

type List = NonNullable<Said['list']>

function rememberList({ number, sha256 }: List): void {
  expect(number).toBeGreaterThanOrEqual(highest)
  highest = number
  // Another list has another number, whatever came between.
  expect(lists.get(number) ?? sha256).toBe(sha256)
  lists.set(number, sha256)
}

function remember(said: readonly Said[]): void {
  for (const line of said) {
    if (line.added) added.set(line.added.device, new Set([line.added.serial]))
    if (line.renewed) added.get(line.renewed.device)?.add(line.renewed.serial)
    if (line.revoked !== undefined) revoked.add(line.revoked)
    if (line.list) rememberList(line.list)
  }
}

/** @returns how many certificates are revoked */
async function checkDevices({ client }: TestEngine): Promise<number> {
  const listed = await client.call('device.list', {})
  const devices = await Promise.all(listed.map(({ id }) => client.call('device.show', { device: id })))
  const serials = devices.flatMap((device) => device.certificates.map((one) => one.serial))
  expect(new Set(serials).size).toBe(serials.length)
  expect([...added.values()].flatMap((known) => [...known]).filter((serial) => !serials.includes(serial))).toEqual([])
  expect(devices.filter((one) => revoked.has(one.id) && one.status !== 'revoked')).toEqual([])
  // Whoever was not locked out has a certificate that lets in: the old one, the new one, or both.
  const lockedOut = devices.filter(
    ({ status, serial, certificates }) =>
      status !== 'revoked' && certificates.every((one) => one.serial !== serial || one.revokedAt !== null),
  )
  expect(lockedOut).toEqual([])
  return devices.flatMap(({ certificates }) => certificates.filter((one) => one.revokedAt !== null)).length
}

/** As openssl reads it. */
async function checkList({ client }: TestEngine, entries: number): Promise<void> {
  const [authority] = await client.call('authority.list', {})
  // Revocation and list are one transaction: never one without the other.
  expect(authority?.crl?.pending).toBe(false)
  expect(authority?.crl?.entries).toBe(entries)
  const list = await client.call('authority.crl', { authority: 'Home', format: 'der' })
  const { base64 } = list
  const der = Buffer.from(base64, 'base64')
  const read = ['crl', '-inform', 'DER', '-noout', '-text']
  const text = execFileSync('openssl', read, { input: der }).toString()
  const number = Number(/CRL Number:\s+(\d+)/.exec(text)?.[1])
  expect(number).toBe(list.number)
  expect(text.match(/Serial Number:/g)?.length ?? 0).toBe(entries)
  rememberList({ number, sha256: createHash('sha256').update(base64).digest('hex') })
}

const SYNCS = 'fsync,fdatasync'
const moments: readonly Moment[] = [
  ...Array.from({ length: 10 }, (_, round) => ({ after: 3 + round, wait: pick(25) })),
  // In the middle of a transaction, between its log and the answer.
  ...(traced ? Array.from({ length: 4 }, () => ({ call: `${SYNCS}:when=${5 + pick(60)}` })) : []),
  ...(traced ? Array.from({ length: 4 }, () => ({ call: `pwrite64:when=${20 + pick(300)}` })) : []),
]

test(
  `nothing that was answered is lost when the engine is killed at any moment (seed ${seed})`,
  { timeout: 600_000 },
  async () => {
    for (const moment of moments) {
      remember(await runAndKill([data, 'work'], moment))
      const house = await startEngine(data, { startSites: false })
      try {
        await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
        await checkList(house, await checkDevices(house))
        expect(house.bugs).toEqual([])
      } finally {
        await house.engine.close()
      }
    }
    expect(added.size).toBeGreaterThan(20)
    expect(revoked.size).toBeGreaterThan(5)
  },
)

test('a device that was renewed when the engine was killed can be carried over: its key is there', async () => {
  const { client, engine } = await startEngine(data, { startSites: false })
  await client.call('authority.unlock', { passphrase: PASSPHRASE })
  const renewed = [...added].filter(([id, serials]) => serials.size > 1 && !revoked.has(id)).slice(-6)
  expect(renewed.length).toBeGreaterThan(0)
  for (const [device] of renewed) {
    const { base64 } = await client.call('device.export', { device, format: 'pem', passphrase: PASSPHRASE })
    const pem = Buffer.from(base64, 'base64')
    const publicKey = (command: string[]): string => execFileSync('openssl', command, { input: pem, encoding: 'utf8' })
    expect(publicKey(['pkey', '-pubout'])).toBe(publicKey(['x509', '-noout', '-pubkey']))
  }
  await engine.close()
})

/** The backups of the rounds lie here; the folder holds nothing else. */
const shelf = path.join(folder, 'shelf')
const file = path.join(shelf, 'home.age')

function certificatesIn(backup: Buffer): number {
  const archive = path.join(folder, 'backup.tar')
  fs.writeFileSync(archive, ageDecrypt(backup, PASSPHRASE))
  const read = (name: string): string => execFileSync('tar', ['-xOf', archive, name], { encoding: 'latin1' })
  const manifest = JSON.parse(read('manifest.json')) as {
    counts: { certificates: number }
    files: { name: string; sha256: string }[]
  }
  for (const { name, sha256 } of manifest.files) {
    expect(createHash('sha256').update(read(name), 'latin1').digest('hex')).toBe(sha256)
  }
  return manifest.counts.certificates
}

const duringBackup: readonly Moment[] = [
  ...Array.from({ length: 3 }, () => ({ after: 2, wait: pick(4000) })),
  { after: 1, wait: pick(1500) },
  // Whole under its other name, and the moment before it gets its own.
  ...(traced ? [{ call: 'rename,renameat,renameat2:when=1' }] : []),
]

test(
  `a backup has its name when it is whole, and not before, whenever the engine is killed (seed ${seed})`,
  { timeout: 600_000 },
  async () => {
    fs.mkdirSync(shelf)
    let last = 0
    for (const moment of duringBackup) {
      const said = await runAndKill([data, 'backup', file], moment)
      const answered = said.findLast((line) => line.backup !== undefined)?.backup
      if (answered !== undefined) last = answered
      // What an earlier try left has a name that nobody would open.
      for (const name of fs.readdirSync(shelf))
        expect(name).toMatch(/^(?:home\.age|\.home\.age\.[0-9a-f]{12}\.partial)$/)
      const found = fs.existsSync(file) ? certificatesIn(fs.readFileSync(file)) : 0
      expect(found).toBeGreaterThanOrEqual(last)
    }
    expect(last).toBeGreaterThan(0)

    const { client, engine } = await startEngine(data, { startSites: false })
    const { counts } = await client.call('backup.create', { file, passphrase: PASSPHRASE, overwrite: true })
    await engine.close()
    expect(certificatesIn(fs.readFileSync(file))).toBe(counts.certificates)
    // And the half ones are gone, here and in the data folder.
    expect(fs.readdirSync(shelf)).toEqual(['home.age'])
    expect(fs.readdirSync(path.join(data, 'vestibule-transfer'))).toEqual([])
  },
)
