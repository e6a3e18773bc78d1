import fs from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AUDITED } from '../../../electron/engine/audit/methods.ts'
import { createDispatcher } from '../../../electron/rpc/dispatch.ts'
import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { contract, type MethodName } from '../../../shared/contract/index.ts'
import type { Caller } from '../../../shared/contract/method.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const OTHER = 'velvet canyon thimble orbit'
let folder = ''
let running: TestEngine

beforeEach(async () => {
  folder = temporaryFolder()
  running = await startEngine(path.join(folder, 'data'), {
    features: {
      sessions: {
        list: () => [
          {
            id: 'tab1',
            device: null,
            browser: 'Firefox/140',
            enteredAt: '2026-11-01T00:00:00.000Z',
            lastUsedAt: '2026-11-01T00:00:00.000Z',
            endsAt: '2026-11-02T00:00:00.000Z',
            open: 1,
            current: false,
          },
        ],
        end: () => false,
      },
    },
  })
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
})
afterEach(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true, force: true })
  if (running.bugs.length > 0) throw new Error('a bug', { cause: running.bugs[0] })
})

const as = (caller: Caller): Client =>
  createClient(createDispatcher(running.engine, { onBug: (_m, error) => void running.bugs.push(error) }).for(caller))
const list = (client = running.client): Promise<AuditEntry[]> => client.call('audit.list', { limit: 10_000 })
const lines = async (client = running.client): Promise<string[]> =>
  (await list(client)).map(({ via, method, about, outcome }) => [via, method, about.join(), outcome].join(' '))
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  )

describe('what is written down', () => {
  test('every method of the contract is recorded or named as read-only', () => {
    expect(Object.keys(AUDITED).toSorted()).toEqual(Object.keys(contract).toSorted())
  })

  test('no method whose name says that it changes something is named as read-only', () => {
    const changes =
      /\.(add|set\w*|remove|revoke\w*|create|import|trust|renew\w*|reissue|export|restore\w*|change|end\w*|run\w*|clear\w*|unlock|lock|forget|start|stop|admit|release|write|use|order|dismiss|test)$/
    const methods = Object.keys(contract) as MethodName[]
    expect(methods.filter((name) => changes.test(name) && AUDITED[name] === 'read-only')).toEqual([])
  })

  test('who, from where, what about and how it ended; reading is not', async () => {
    const browser = as({ via: 'browser', session: 'tab1' })
    const [device] = await browser.call('device.list', {})
    await browser.call('device.export', { device: device?.id ?? '', format: 'pem', passphrase: PASSPHRASE })
    await as({ via: 'window' }).call('device.remove', { device: 'Alice' })
    expect(await codeOf(as({ via: 'local' }).call('device.revoke', { device: 'Nobody' }))).toBe('device/not-found')
    expect(await lines()).toEqual([
      'local device.revoke Nobody device/not-found',
      'window device.remove Alice done',
      'browser device.export Alice done',
      'direct device.add Alice done',
      'direct authority.create Home done',
    ])
    const [, , exported] = await list()
    expect(exported).toMatchObject({ session: 'tab1', browser: 'Firefox/140' })
  })

  test('a wrong passphrase, also where the call would only have read', async () => {
    const browser = as({ via: 'browser', session: 'tab1' })
    await browser.call('authority.lock', {})
    expect(await codeOf(browser.call('authority.unlock', { passphrase: 'wrong guess' }))).toBe(
      'authority/wrong-passphrase',
    )
    const file = path.join(folder, 'home.age')
    await running.client.call('backup.create', { file, passphrase: PASSPHRASE })
    expect(await codeOf(running.client.call('backup.inspect', { file, passphrase: 'wrong guess' }))).toBe(
      'backup/wrong-passphrase',
    )
    expect((await lines()).slice(0, 3)).toEqual([
      'direct backup.inspect  backup/wrong-passphrase',
      `direct backup.create ${file} done`,
      'browser authority.unlock  authority/wrong-passphrase',
    ])
  })

  test('never a passphrase, a password or a key', async () => {
    const { client } = running
    await client.call('device.export', {
      device: 'Alice',
      format: 'pfx',
      password: 'p12 secret',
      passphrase: PASSPHRASE,
    })
    await client.call('authority.unlock', { passphrase: PASSPHRASE })
    await codeOf(client.call('authority.unlock', { passphrase: 'wrong guess' }))
    await client.call('passphrase.change', { passphrase: PASSPHRASE, newPassphrase: OTHER })
    await codeOf(
      client.call('notify.add', { kind: 'gotify', name: 'Phone', to: 'https://g.example', secret: 'token1' }),
    )
    const text = JSON.stringify(await list())
    for (const secret of [PASSPHRASE, OTHER, 'p12 secret', 'wrong guess', 'token1', 'PRIVATE']) {
      expect(text).not.toContain(secret)
    }
    expect(text).toContain('notify.add')
  })

  test('since a moment, and so many', async () => {
    expect(await running.client.call('audit.list', { limit: 1 })).toHaveLength(1)
    const since = new Date(Date.now() + 3_600_000).toISOString()
    expect(await running.client.call('audit.list', { since })).toEqual([])
  })

  test('a page that was not let in reads nothing of it', async () => {
    expect(await codeOf(as({ via: 'page' }).call('audit.list', {}))).toBe('session/not-let-in')
  })
})

test('restoring a backup forgets nothing of it, and brings what was done elsewhere', async () => {
  const { client } = running
  const file = path.join(folder, 'home.age')
  await client.call('backup.create', { file, passphrase: PASSPHRASE })
  await client.call('device.add', { name: 'Bob', key: 'p256', passphrase: PASSPHRASE })
  await client.call('backup.restore', { file, passphrase: PASSPHRASE, replace: true })
  expect(await lines()).toEqual([
    `direct backup.restore ${file} done`,
    'direct device.add Bob done',
    `direct backup.create ${file} done`,
    'direct device.add Alice done',
    'direct authority.create Home done',
  ])
  const other = await startEngine(path.join(folder, 'other'))
  await other.client.call('backup.restore', { file, passphrase: PASSPHRASE })
  expect(await lines(other.client)).toEqual([
    `direct backup.restore ${file} done`,
    'direct device.add Alice done',
    'direct authority.create Home done',
  ])
  await other.engine.close()
})

test('ten thousand rows are kept, the newest', async () => {
  await running.engine.close()
  const database = new DatabaseSync(path.join(folder, 'data', 'vestibule.db'))
  database.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500)
    INSERT INTO audit (uid, at, via, method, about, outcome) SELECT 'old' || i, i, 'direct', 'site.stop', '[]', 'done' FROM n`)
  database.close()
  running = await startEngine(path.join(folder, 'data'))
  await running.client.call('device.remove', { device: 'Alice' })
  const rows = await list()
  expect(rows).toHaveLength(10_000)
  expect(rows[0]?.method).toBe('device.remove')
  // Three rows of now, the rest are the newest of the old ones.
  expect(rows.at(-1)?.at).toBe(new Date(10_500 - 9_997 + 1).toISOString())
})

test('where it cannot be written, the call goes on, and it is written when it can be again', async () => {
  await running.engine.close()
  const file = path.join(folder, 'data', 'vestibule.db')
  const change = (sql: string): void => {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  change(`CREATE TRIGGER full BEFORE INSERT ON audit WHEN (SELECT count(*) FROM devices) < 2
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
  running = await startEngine(path.join(folder, 'data'))
  await running.client.call('device.set', { device: 'Alice', groups: ['family'] })
  expect((await running.client.call('device.show', { device: 'Alice' })).groups).toEqual(['family'])
  expect(await running.client.call('log.read', {})).toContainEqual(
    expect.objectContaining({ area: 'audit', text: 'direct device.set: done' }),
  )
  expect((await lines())[0]).toBe('direct device.add Alice done')
  await running.client.call('device.add', { name: 'Bob', key: 'p256', passphrase: PASSPHRASE })
  expect((await lines()).slice(0, 3)).toEqual([
    'direct device.add Bob done',
    'direct device.set Alice done',
    'direct device.add Alice done',
  ])
})
