import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { needs } from '../../support/programs.ts'

const OWN = 'velvet canyon thimble orbit'
const folder = temporaryFolder()
const target = path.join(folder, 'backups')
const at = (name: string): string => path.join(folder, name)
let running: TestEngine
let identity = ''
let recipient = ''

beforeAll(async () => {
  fs.mkdirSync(target)
  identity = await generateX25519Identity()
  recipient = await identityToRecipient(identity)
  running = await startEngine(at('data'))
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
  await set({ recipient })
  await vi.waitUntil(async () => (await schedule())?.files === 1, { timeout: 60_000 })
})
afterAll(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
})

const set = (lock: { recipient?: string; backupPassphrase?: string }, passphrase: string | undefined = PASSPHRASE) =>
  running.client.call('backup.setSchedule', {
    every: 'day',
    hour: 3,
    keep: 3,
    folder: target,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...lock,
  })
const schedule = async () => (await running.client.call('backup.schedule', {})).schedule
const backup = (): string =>
  path.join(target, fs.readdirSync(target).filter((name) => name.endsWith('.age')).toSorted()[0] ?? '') // prettier-ignore
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

test('a backup for a recipient is restored with its identity, and refused without', async () => {
  const file = backup()
  expect(await schedule()).toMatchObject({ recipient, problem: null })
  const { client } = running
  expect(await codeOf(client.call('backup.inspect', { file, passphrase: PASSPHRASE }))).toBe('backup/for-recipient')
  const stranger = await generateX25519Identity()
  expect(await codeOf(client.call('backup.inspect', { file, identity: stranger }))).toBe('backup/wrong-identity')
  expect(await codeOf(client.call('backup.inspect', { file }))).toBe('authority/passphrase-required')
  const other = await startEngine(at('other'))
  const restored = await other.client.call('backup.restore', { file, identity, passphrase: PASSPHRASE })
  expect(restored).toMatchObject({ unlocked: true, counts: { authorities: 1, devices: 1 } })
  expect((await other.client.call('device.list', {})).map(({ name }) => name)).toEqual(['Alice'])
  await other.engine.close()
})

test('an age file for a key, and of no backup, is told to be for a recipient where a passphrase is given', async () => {
  const file = at('key.age')
  fs.writeFileSync(file, 'age-encryption.org/v1\n-> X25519 abc\nxyz\n--- mac\npayload')
  const { client } = running
  expect(await codeOf(client.call('backup.inspect', { file, passphrase: PASSPHRASE }))).toBe('backup/for-recipient')
})

test('one that was altered is damaged, one that was cut off is truncated', async () => {
  const bytes = fs.readFileSync(backup())
  const altered = Buffer.from(bytes)
  altered[bytes.length - 100] = (altered[bytes.length - 100] ?? 0) ^ 1
  for (const [name, content, code] of [
    ['altered.age', altered, 'backup/damaged'],
    ['cut.age', bytes.subarray(0, bytes.length - 100), 'backup/truncated'],
  ] as const) {
    fs.writeFileSync(at(name), content)
    expect(await codeOf(running.client.call('backup.inspect', { file: at(name), identity }))).toBe(code)
  }
})

test('age opens it with the identity, and not without', needs('age'), () => {
  fs.writeFileSync(at('key.txt'), `# a comment\n${identity}\n`, { mode: 0o600 })
  const opened = execFileSync('age', ['-d', '-i', at('key.txt'), backup()], { maxBuffer: 1e9 })
  const names = execFileSync('tar', ['t'], { input: opened, encoding: 'utf8' })
  expect(names.trim().split('\n')).toEqual(['manifest.json', 'vestibule.db', 'service.key'])
  execFileSync('age-keygen', ['-o', at('stranger.txt')], { stdio: 'ignore' })
  const refused = spawnSync('age', ['-d', '-i', at('stranger.txt'), backup()], { encoding: 'utf8' })
  expect(refused).toMatchObject({ status: 1, stdout: '' })
  expect(refused.stderr).toContain('no identity matched')
})

test('a recipient is tried before it is kept, and needs the passphrase of the authority', async () => {
  const before = await schedule()
  // The last character belongs to the checksum of Bech32 (BIP 173).
  const mistyped = recipient.slice(0, -1) + (recipient.endsWith('q') ? 'p' : 'q')
  expect(await codeOf(set({ recipient: mistyped }))).toBe('backup/recipient')
  expect(await codeOf(set({ recipient: 'age1short' }))).toBe('app/invalid-input')
  expect(await codeOf(set({ recipient, backupPassphrase: OWN }))).toBe('backup/two-locks')
  expect(await codeOf(set({ recipient }, 'wrong guess'))).toBe('authority/wrong-passphrase')
  expect(await schedule()).toEqual(before)
})

test('on the command line: the recipient and the identity from files with comments', async () => {
  const run = (data: string, ...args: string[]) =>
    cli([...args, '--data', at(data), '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE })
  fs.writeFileSync(at('identity.txt'), `# created: today\n# public key: ${recipient}\n${identity}\n`, { mode: 0o600 })
  fs.writeFileSync(at('recipient.txt'), `\n# of the safe\n${recipient}\n`)
  fs.writeFileSync(at('word.txt'), 'not a recipient\n')
  const restored = await run('third', 'backup', 'restore', backup(), '--identity-file', at('identity.txt'))
  expect(documentOf(restored)).toMatchObject({ ok: true, value: { counts: { devices: 1 } } })
  const schedule = (...args: string[]) =>
    run('third', 'backup', 'schedule', '--every', '1d', '--to', target, '--keep', '3', ...args)
  expect(documentOf(await schedule('--recipient-file', at('recipient.txt')))).toMatchObject({
    ok: true,
    value: { recipient },
  })
  const shown = await cli(['backup', 'schedule', '--show', '--data', at('third')])
  expect(shown.stdout).toContain(`encrypted for ${recipient}`)
  expect(shown.stdout).toContain('nothing here can open them')
  for (const [file, words] of [
    ['word.txt', '--recipient-file must hold an age recipient'],
    ['identity.txt', '--recipient-file holds an identity'],
  ] as const) {
    const refused = await schedule('--recipient-file', at(file))
    expect(refused.status).toBe(2)
    expect(refused.stdout).toContain(words)
    expect(refused.stdout + refused.stderr).not.toContain(identity)
  }
  const both = await schedule('--recipient-file', at('recipient.txt'), '--backup-passphrase-file', at('word.txt'))
  expect(both.status).toBe(2)
})

test('a schedule that goes from a passphrase to a recipient leaves no passphrase on the disk', async () => {
  const sealed = async (): Promise<unknown> => {
    await running.engine.close()
    const database = new DatabaseSync(at('data/vestibule.db'), { readOnly: true })
    const row = database.prepare("SELECT count(*) AS n FROM secrets WHERE kind = 'backup-passphrase'").get()
    database.close()
    running = await startEngine(at('data'))
    return row?.['n']
  }
  await set({ backupPassphrase: OWN })
  expect((await schedule())?.recipient).toBeNull()
  expect(await sealed()).toBe(1)
  await set({ recipient })
  expect(await schedule()).toMatchObject({ recipient })
  expect(await sealed()).toBe(0)
  await running.client.call('backup.clearSchedule', {})
  // Nothing is left of either: one has to be given again.
  expect(await codeOf(set({}))).toBe('backup/schedule-incomplete')
})
