import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Encrypter } from 'age-encryption'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ageDecrypt } from '../../support/age.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const folder = temporaryFolder()
const file = path.join(folder, 'home.age')
/** The same with a work factor that tests can afford many times. */
const quick = path.join(folder, 'quick.age')
const engines: TestEngine[] = []

async function start(name: string): Promise<TestEngine> {
  const engine = await startEngine(path.join(folder, name))
  engines.push(engine)
  return engine
}

/** An authority, three devices of which one is revoked, and a site. */
async function furnish(name: string): Promise<TestEngine> {
  const house = await start(name)
  const { client } = house
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  for (const device of ['Alice', 'Bob', 'Lost']) await client.call('device.add', { name: device, key: 'p256' })
  await client.call('device.revoke', { device: 'Lost', reason: 'key-compromise' })
  await client.call('site.add', {
    name: 'Camera',
    hosts: ['camera.home'],
    listen: '127.0.0.1:18443',
    upstream: 'http://192.0.2.1/',
  })
  return house
}

let house: TestEngine
beforeAll(async () => {
  house = await furnish('house')
  await house.client.call('backup.create', { file, passphrase: PASSPHRASE })
  fs.writeFileSync(quick, await encrypted(ageDecrypt(fs.readFileSync(file), PASSPHRASE)))
})
afterEach(async () => {
  for (const engine of engines.splice(0)) {
    if (engine === house) engines.push(engine)
    else {
      if (engine.bugs.length > 0) throw new Error('a bug was met', { cause: engine.bugs[0] })
      await engine.engine.close()
    }
  }
  engines.splice(0, engines.length, house)
})
afterAll(async () => {
  await house.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

function encrypted(archive: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  encrypter.setPassphrase(PASSPHRASE)
  encrypter.setScryptWorkFactor(12)
  return encrypter.encrypt(archive)
}

const restore = (into: TestEngine, from: string, passphrase = PASSPHRASE, replace = false) =>
  into.client.call('backup.restore', { file: from, passphrase, replace })

describe('a backup', () => {
  test('is one file for its owner alone, and leaves nothing beside it', () => {
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(folder).sort()).toEqual(['home.age', 'house', 'quick.age'])
    const transfer = path.join(folder, 'house', 'vestibule-transfer')
    expect(fs.existsSync(transfer) ? fs.readdirSync(transfer) : []).toEqual([])
  })

  test('opens elsewhere: age’s format, a tar archive, an SQLite database that is in order', () => {
    const archive = ageDecrypt(fs.readFileSync(file), PASSPHRASE)
    const opened = fs.mkdtempSync(path.join(folder, 'opened-'))
    execFileSync('tar', ['-x', '-C', opened], { input: archive })
    expect(fs.readdirSync(opened).sort()).toEqual(['manifest.json', 'service.key', 'vestibule.db'])
    const manifest = JSON.parse(fs.readFileSync(path.join(opened, 'manifest.json'), 'utf8')) as {
      format: string
      version: number
      counts: object
      files: { name: string; size: number; sha256: string }[]
    }
    expect(manifest).toMatchObject({ format: 'vestibule-backup', version: 1, counts: { authorities: 1, devices: 3 } })
    for (const { name, size, sha256 } of manifest.files) {
      const bytes = fs.readFileSync(path.join(opened, name))
      expect(size).toBe(bytes.length)
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    }
    const database = new DatabaseSync(path.join(opened, 'vestibule.db'), { readOnly: true })
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(database.prepare('SELECT name FROM devices ORDER BY name').all()).toEqual([
      { name: 'Alice' },
      { name: 'Bob' },
      { name: 'Lost' },
    ])
    database.close()
    fs.rmSync(opened, { recursive: true })
  })

  test('needs the right passphrase of the authority, or a strong one of its own', async () => {
    const { client } = house
    const other = path.join(folder, 'other.age')
    await expect(client.call('backup.create', { file: other, passphrase: 'wrong horse' })).rejects.toMatchObject({
      code: 'authority/wrong-passphrase',
    })
    await expect(client.call('backup.create', { file: other, backupPassphrase: '12345678' })).rejects.toMatchObject({
      code: 'authority/weak-passphrase',
    })
    expect(fs.existsSync(other)).toBe(false)
    await client.call('backup.create', { file: other, backupPassphrase: 'gravel sonnet purple kite' })
    const fresh = await start('own-passphrase')
    expect(await restore(fresh, other, 'gravel sonnet purple kite')).toMatchObject({ unlocked: false })
    // The authority's own passphrase is what it was.
    await fresh.client.call('authority.unlock', { passphrase: PASSPHRASE })
    fs.rmSync(other)
  })

  test('into a folder that does not exist is refused by name, and leaves nothing', async () => {
    const missing = path.join(folder, 'missing', 'home.age')
    await expect(house.client.call('backup.create', { file: missing, passphrase: PASSPHRASE })).rejects.toMatchObject({
      code: 'app/file-unwritable',
      message: expect.stringContaining('does not exist') as string,
    })
  })

  test('of nothing is refused', async () => {
    const empty = await start('empty')
    await expect(empty.client.call('backup.create', { file, passphrase: PASSPHRASE })).rejects.toMatchObject({
      code: 'backup/nothing',
    })
  })
})

describe('restoring into an empty data folder', () => {
  test('brings back authority, devices, revocations and sites; server keys open under the new folder’s key', async () => {
    const fresh = await start('fresh')
    const done = await restore(fresh, file)
    expect(done).toMatchObject({ unlocked: true, here: null, snapshot: null, counts: { devices: 3, revocations: 1 } })
    const listed = (engine: TestEngine) => engine.client.call('device.list', {})
    expect(await listed(fresh)).toEqual(await listed(house))
    // What the gate was told is the same as in the old house, keys included.
    const policy = (engine: TestEngine) => {
      const { listeners, authorities, revoked } = engine.gate.applied.at(-1) ?? {}
      return { listeners, authorities, revoked }
    }
    expect(policy(fresh)).toEqual(policy(house))
    expect(fs.readFileSync(path.join(folder, 'fresh/service.key'))).not.toEqual(
      fs.readFileSync(path.join(folder, 'house/service.key')),
    )
    // And it works on: a device key made there is exported here, a new device is issued.
    const exported = await fresh.client.call('device.export', { device: 'Alice', format: 'pem' })
    expect(Buffer.from(exported.base64, 'base64').toString()).toContain('PRIVATE KEY')
    await fresh.client.call('device.add', { name: 'New', key: 'p256' })
  })

  test('signs the next list with a higher number than any that may have been published', async () => {
    const fresh = await start('numbers')
    const published = await house.client.call('authority.crl', { passphrase: PASSPHRASE })
    await restore(fresh, quick)
    const next = await fresh.client.call('authority.crl', {})
    expect(next.number).toBeGreaterThan(published.number + 1000)
    expect(next.entries).toBe(1)
  })

  test('works by upload, piece by piece, and download', async () => {
    const made = await house.client.call('backup.create', { passphrase: PASSPHRASE })
    expect(made).toMatchObject({ file: null, fileName: expect.stringMatching(/^vestibule-.*\.age$/) as string })
    const transfer = made.transfer ?? ''
    const pieces: Buffer[] = []
    for (let offset: number | null = 0; offset !== null;) {
      const { base64, next }: { base64: string; next: number | null } = await house.client.call('backup.read', {
        transfer,
        offset,
      })
      pieces.push(Buffer.from(base64, 'base64'))
      offset = next
    }
    const whole = Buffer.concat(pieces)
    expect(whole.length).toBe(made.bytes)
    await expect(house.client.call('backup.read', { transfer, offset: 0 })).rejects.toMatchObject({
      code: 'backup/transfer-gone',
    })

    const fresh = await start('uploaded')
    let upload: string | undefined
    for (let at = 0; at < whole.length; at += 50_000) {
      const base64 = whole.subarray(at, at + 50_000).toString('base64')
      upload = (
        await fresh.client.call('backup.upload', upload === undefined ? { base64 } : { transfer: upload, base64 })
      ).transfer
    }
    const source = { transfer: upload ?? '', passphrase: PASSPHRASE }
    expect(await fresh.client.call('backup.inspect', source)).toMatchObject({ here: null, counts: { devices: 3 } })
    expect(await fresh.client.call('device.list', {})).toEqual([])
    await fresh.client.call('backup.restore', source)
    expect(await fresh.client.call('device.list', {})).toHaveLength(3)
  })
})

describe('a file that is no good backup changes nothing and says what it is', () => {
  let fresh: TestEngine
  beforeEach(async () => {
    fresh = await start('untouched')
  })
  const code = async (bytes: Uint8Array | string, passphrase = PASSPHRASE): Promise<string> => {
    const bad = path.join(folder, 'bad.age')
    fs.writeFileSync(bad, bytes)
    const error = await restore(fresh, bad, passphrase).then(
      () => ({ code: 'none' }),
      (reason: unknown) => reason as { code: string },
    )
    expect(await fresh.client.call('authority.list', {})).toEqual([])
    fs.rmSync(bad)
    return error.code
  }
  const good = (): Buffer => fs.readFileSync(quick)
  const altered = (at: number): Buffer => {
    const bytes = good()
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return bytes
  }

  test('a wrong passphrase', async () => {
    expect(await code(good(), 'tidal otter lantern basil')).toBe('backup/wrong-passphrase')
  })

  test.each([
    ['nothing', ''],
    ['text', 'Dear diary,\n'],
    ['a ZIP', Buffer.from('504b0304140000000800', 'hex')],
    ['zeros', Buffer.alloc(1_000_000)],
  ])('%s is no backup', async (_name, bytes) => {
    expect(await code(bytes)).toBe('backup/not-a-backup')
  })

  test.each([10, 60, 150, 190, 5000, 66_000, 100_000, -1, -16, -600])('cut off after %i bytes', async (length) => {
    expect(await code(good().subarray(0, length))).toBe('backup/truncated')
  })

  test('an altered byte, wherever it is', async () => {
    const { length } = good()
    // The line of the work factor, the header's check value, the nonce, chunks in front and behind.
    for (const at of [175, 230, 70_000, length - 20, length - 1]) expect(await code(altered(at))).toBe('backup/damaged')
  })

  test('something that follows after its end', async () => {
    expect(await code(Buffer.concat([good(), Buffer.alloc(500)]))).toBe('backup/damaged')
  })

  /** The good backup with something changed in it, by tar and age. */
  const repacked = async (change: { version?: number; sql?: string }): Promise<Uint8Array> => {
    const work = fs.mkdtempSync(path.join(folder, 'repacked-'))
    execFileSync('tar', ['-x', '-C', work], { input: ageDecrypt(good(), PASSPHRASE) })
    const database = new DatabaseSync(path.join(work, 'vestibule.db'))
    if (change.sql !== undefined) database.exec(change.sql)
    database.close()
    const about = path.join(work, 'manifest.json')
    const manifest = JSON.parse(fs.readFileSync(about, 'utf8')) as { version: number; files: { name: string }[] }
    for (const entry of manifest.files) {
      const bytes = fs.readFileSync(path.join(work, entry.name))
      Object.assign(entry, { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
    }
    fs.writeFileSync(about, JSON.stringify({ ...manifest, version: change.version ?? manifest.version, more: true }))
    const tar = ['-c', '--format=ustar', '-C', work, 'manifest.json', ...manifest.files.map(({ name }) => name)]
    const archive = execFileSync('tar', tar, { maxBuffer: 1e8 })
    fs.rmSync(work, { recursive: true })
    return encrypted(archive)
  }

  test('but one that tar and age made of the same files is as good', async () => {
    const fine = path.join(folder, 'fine.age')
    fs.writeFileSync(fine, await repacked({}))
    expect(await restore(await start('fine'), fine)).toMatchObject({ counts: { devices: 3 } })
  })

  test('a layout or a database of a newer version', async () => {
    expect(await code(await repacked({ version: 2 }))).toBe('backup/newer-version')
    expect(await code(await repacked({ sql: 'PRAGMA user_version = 99' }))).toBe('backup/newer-version')
  })

  test.each([
    ['of another program', 'PRAGMA application_id = 7'],
    ['with a trigger that ours does not have', 'CREATE TRIGGER t AFTER DELETE ON devices BEGIN SELECT 1; END'],
    ['with a table less', 'DROP TABLE site_days'],
    ['that points nowhere', "PRAGMA foreign_keys = OFF; UPDATE certificates SET authority_id = 'gone'"],
  ])('a database %s', async (_name, sql) => {
    expect(await code(await repacked({ sql }))).toBe('backup/damaged')
  })
})

describe('restoring where there is data', () => {
  let other: TestEngine
  beforeEach(async () => {
    // A second computer with the same house, so that its life can go on after the backup.
    other = await start(`other-${engines.length}-${Date.now()}`)
    await restore(other, quick)
  })

  test('wants to be told to, and changes nothing before', async () => {
    await other.client.call('device.add', { name: 'Carol', key: 'p256' })
    await expect(restore(other, quick)).rejects.toMatchObject({ code: 'backup/data-exists' })
    expect(await other.client.call('device.list', {})).toHaveLength(4)
  })

  test('keeps what was here as a snapshot that can be opened', async () => {
    await other.client.call('device.remove', { device: 'Bob' })
    const { snapshot } = await restore(other, quick, PASSPHRASE, true)
    expect(snapshot).toContain('snapshots')
    expect(fs.statSync(snapshot ?? '').mode & 0o777).toBe(0o600)
    const database = new DatabaseSync(snapshot ?? '', { readOnly: true })
    expect(database.prepare('SELECT name FROM devices ORDER BY name').all()).toEqual([
      { name: 'Alice' },
      { name: 'Lost' },
    ])
    database.close()
    expect(await other.client.call('device.list', {})).toHaveLength(3)
  })

  test('never gives a revoked certificate its way back, and says how many stay revoked', async () => {
    const bob = await other.client.call('device.revoke', { device: 'Bob' })
    const alice = await other.client.call('device.show', { device: 'Alice' })
    await other.client.call('device.remove', { device: 'Alice' })
    const source = { file: quick, passphrase: PASSPHRASE }
    expect(await other.client.call('backup.inspect', source)).toMatchObject({ keptRevocations: 2 })
    expect(await restore(other, quick, PASSPHRASE, true)).toMatchObject({ keptRevocations: 2 })
    const devices = await other.client.call('device.list', {})
    expect(devices.map(({ name, status }) => [name, status])).toEqual([
      ['Alice', 'revoked'],
      ['Bob', 'revoked'],
      ['Lost', 'revoked'],
    ])
    const refused = other.gate.applied.at(-1)?.revoked.map((one) => one.serial)
    expect(refused).toEqual(expect.arrayContaining([bob.serial, alice.serial]))
    // And the list that is published says the same.
    const { entries } = await other.client.call('authority.crl', {})
    expect(entries).toBe(3)
  })

  test('forgets no certificate that was issued since: it still works, so it must be revocable', async () => {
    const carol = await other.client.call('device.add', { name: 'Carol', key: 'p256' })
    expect(await restore(other, quick, PASSPHRASE, true)).toMatchObject({ keptCertificates: 1 })
    expect(await other.client.call('device.show', { device: 'Carol' })).toMatchObject({
      serial: carol.serial,
      status: 'waiting',
    })
    const exported = await other.client.call('device.export', { device: 'Carol', format: 'pem' })
    expect(Buffer.from(exported.base64, 'base64').toString()).toContain('PRIVATE KEY')
    await other.client.call('device.revoke', { device: 'Carol' })
  })

  test('goes on with numbers and serials that were never used', async () => {
    const serials = new Set((await other.client.call('device.list', {})).map((device) => device.serial))
    let highest = 0
    for (let round = 0; round < 3; round += 1) {
      const { serial } = await other.client.call('device.add', { name: `Round ${round}`, key: 'p256' })
      expect(serials).not.toContain(serial)
      serials.add(serial)
      const { number } = await other.client.call('authority.crl', {})
      expect(number).toBeGreaterThan(highest)
      highest = number
      await restore(other, quick, PASSPHRASE, true)
    }
    expect((await other.client.call('device.list', {})).map((device) => device.serial).sort()).toEqual(
      [...serials].sort(),
    )
  })

  test('says which authorities are not in the backup', async () => {
    await other.client.call('authority.create', { name: 'Garden', passphrase: PASSPHRASE, key: 'p256' })
    expect(await restore(other, quick, PASSPHRASE, true)).toMatchObject({ lostAuthorities: ['Garden'] })
    expect(await other.client.call('authority.list', {})).toHaveLength(1)
  })

  test('of somebody else’s house replaces all of it, and locks under that passphrase', async () => {
    const stranger = await start('stranger')
    await stranger.client.call('authority.create', {
      name: 'Else',
      passphrase: 'gravel sonnet purple kite',
      key: 'p256',
    })
    await stranger.client.call('device.add', { name: 'Laptop', key: 'p256' })
    expect(await restore(stranger, quick, PASSPHRASE, true)).toMatchObject({
      lostAuthorities: ['Else'],
      keptCertificates: 0,
      unlocked: true,
    })
    await expect(
      stranger.client.call('authority.unlock', { passphrase: 'gravel sonnet purple kite' }),
    ).rejects.toMatchObject({ code: 'authority/wrong-passphrase' })
  })
})
