import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nextBackupAt } from '../../../electron/engine/backup/due.ts'
import type { BackupScheduleRow } from '../../../electron/engine/store/backup-schedule.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const OWN = 'velvet canyon thimble orbit'
const HOUR = 3_600_000
const DAY = 24 * HOUR

describe('when one is due', () => {
  const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime()
  const row: BackupScheduleRow = {
    every: 'day',
    hour: 3,
    folder: '/',
    keep: 7,
    marker: '',
    files: [],
    lastGoodAt: null,
    lastTriedAt: null,
    problem: null,
  }
  const problem = { code: 'backup/folder', values: {} }

  test('the first at once, then once a day at that hour of the local day', () => {
    expect(nextBackupAt(row, at(10, 12))).toBe(0)
    expect(nextBackupAt({ ...row, lastGoodAt: at(10, 12) }, at(10, 13))).toBe(at(11, 3))
    expect(nextBackupAt({ ...row, lastGoodAt: at(10, 3) + 60_000 }, at(10, 23))).toBe(at(11, 3))
  })
  test('one that was missed as soon as the computer is on', () => {
    expect(nextBackupAt({ ...row, lastGoodAt: at(10, 3) }, at(14, 12))).toBeLessThanOrEqual(at(14, 12))
  })
  test('once a week', () => {
    const weekly = { ...row, every: 'week' as const, lastGoodAt: at(10, 4) }
    expect(nextBackupAt(weekly, at(12, 4))).toBe(at(17, 3))
    expect(nextBackupAt(weekly, at(17, 4))).toBeLessThanOrEqual(at(17, 4))
  })
  test('an hour after a failure', () => {
    expect(nextBackupAt({ ...row, lastTriedAt: at(10, 3), problem }, at(10, 3) + 60_000)).toBe(at(10, 4))
  })
  test('now, where the clock was set back', () => {
    expect(nextBackupAt({ ...row, lastGoodAt: at(20, 3) }, at(10, 3))).toBe(0)
    expect(nextBackupAt({ ...row, lastTriedAt: at(20, 3), problem }, at(10, 3))).toBe(0)
  })
})

describe('a schedule', () => {
  const house = temporaryFolder()
  let folder = ''
  let target = ''
  let running: TestEngine
  let now = 0
  let uptime = 0
  const notices: string[] = []

  beforeAll(async () => {
    const made = await startEngine(house)
    await made.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    await made.engine.close()
  })
  afterAll(() => fs.rmSync(house, { recursive: true }))
  beforeEach(async () => {
    folder = temporaryFolder()
    target = temporaryFolder()
    fs.cpSync(house, folder, { recursive: true })
    now = Date.now()
    uptime = 1_000_000
    notices.length = 0
    running = await startEngine(folder, { now: () => now, running: () => uptime })
    running.client.on('app.notice', ({ kind, body }) => notices.push(`${kind} ${body.id}`))
  })
  afterEach(async () => {
    await running.engine.close()
    for (const one of [folder, target]) fs.rmSync(one, { recursive: true, force: true })
    if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
  })

  const set = (more = {}) =>
    running.client.call('backup.setSchedule', {
      every: 'day',
      hour: 3,
      keep: 2,
      folder: target,
      passphrase: PASSPHRASE,
      backupPassphrase: OWN,
      ...more,
    })
  const files = (): string[] => fs.readdirSync(target).filter((name) => name.endsWith('.age')).toSorted() // prettier-ignore
  const schedule = async () => (await running.client.call('backup.schedule', {})).schedule
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: { code: string }) => error.code,
    )
  /** A day passes. */
  const nextDay = (): void => {
    now += DAY
    uptime += DAY
    running.engine.wake()
  }

  test('makes backups that its own passphrase opens, and keeps so many; what is not its own stays', async () => {
    fs.writeFileSync(path.join(target, 'vestibule-2020-01-01-000000.age'), 'of somebody else')
    await set()
    for (let made = 1; made <= 4; made += 1) {
      await expect.poll(async () => (await schedule())?.lastGoodAt).toBe(new Date(now).toISOString())
      await expect.poll(async () => (await schedule())?.files).toBe(Math.min(made, 2))
      nextDay()
    }
    await expect.poll(() => files()).toHaveLength(3)
    expect(files()[0]).toBe('vestibule-2020-01-01-000000.age')
    const file = path.join(target, files().at(-1) ?? '')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    const preview = await running.client.call('backup.inspect', { file, passphrase: OWN })
    expect(preview.counts).toMatchObject({ authorities: 1 })
    expect(await codeOf(running.client.call('backup.inspect', { file, passphrase: PASSPHRASE }))).toBe(
      'backup/wrong-passphrase',
    )
    expect(notices).toEqual([])
  })

  test('is made while the authority is locked, also after a restart', async () => {
    await set()
    await expect.poll(async () => (await schedule())?.files).toBe(1)
    await running.engine.close()
    now += DAY
    running = await startEngine(folder, { now: () => now, running: () => uptime })
    await running.client.call('backup.runSchedule', {})
    expect(files()).toHaveLength(2)
  })

  test('says when its disk is not mounted, writes nothing into the mount point, and goes on when it is', async () => {
    await set()
    await expect.poll(async () => (await schedule())?.files).toBe(1)
    const aside = `${target}.aside`
    fs.renameSync(target, aside)
    fs.mkdirSync(target)
    expect(await codeOf(running.client.call('backup.runSchedule', {}))).toBe('backup/folder-missing')
    expect(fs.readdirSync(target)).toEqual([])
    expect(notices).toEqual(['backup-failed errors.backup/folder-missing.message'])
    expect((await schedule())?.problem?.code).toBe('backup/folder-missing')
    fs.rmdirSync(target)
    expect(await codeOf(running.client.call('backup.runSchedule', {}))).toBe('backup/folder')
    fs.renameSync(aside, target)
    now += 1000
    expect(await codeOf(running.client.call('backup.runSchedule', {}))).toBe('done')
    expect((await schedule())?.problem).toBeNull()
  })

  test('notices that the newest backup is gone, and makes another', async () => {
    await set()
    await expect.poll(async () => (await schedule())?.files).toBe(1)
    for (const name of files()) fs.rmSync(path.join(target, name))
    now += HOUR
    uptime += HOUR
    running.engine.wake()
    await expect.poll(() => files()).toHaveLength(1)
    expect(notices).toEqual(['backup-failed errors.backup/file-gone.message'])
  })

  test('prunes no file that is another one by now', async () => {
    await set({ keep: 1 })
    await expect.poll(async () => (await schedule())?.files).toBe(1)
    const [first = ''] = files()
    fs.writeFileSync(path.join(target, first), 'the owner put something else here')
    now += 1000
    await running.client.call('backup.runSchedule', {})
    expect(files()).toContain(first)
  })

  test('needs the passphrase of the authority, and one of its own that is another', async () => {
    await running.client.call('authority.unlock', { passphrase: PASSPHRASE })
    expect(await codeOf(set({ passphrase: undefined }))).toBe('authority/passphrase-required')
    expect(await codeOf(set({ passphrase: 'wrong' }))).toBe('authority/wrong-passphrase')
    expect(await codeOf(set({ backupPassphrase: PASSPHRASE }))).toBe('backup/same-passphrase')
    expect(await codeOf(set({ backupPassphrase: 'password' }))).toBe('authority/weak-passphrase')
    expect(await codeOf(set({ folder: path.join(target, 'missing') }))).toBe('backup/folder')
    expect(await schedule()).toBeNull()
    await set()
    await expect.poll(async () => (await schedule())?.files).toBe(1)
    const written = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => path.join(folder, name))
      .filter((file) => fs.statSync(file).isFile() && fs.readFileSync(file).includes(OWN))
    expect(written).toEqual([])
  })
})
