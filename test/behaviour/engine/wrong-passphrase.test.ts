import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDispatcher, type Dispatcher } from '../../../electron/rpc/dispatch.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import type { Notice } from '../../../shared/contract/notice.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const folder = temporaryFolder()
let running: TestEngine
let dispatcher: Dispatcher
let notices: Notice[]
let clock = Date.parse('2026-11-30T08:00:00Z')
beforeEach(async () => {
  fs.rmSync(folder, { recursive: true, force: true })
  running = await startEngine(folder, { now: () => clock })
  dispatcher = createDispatcher(running.engine, { onBug: (_method, error) => void running.bugs.push(error) })
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  await running.client.call('authority.lock', {})
  notices = []
  running.client.on('app.notice', (notice) => notices.push(notice))
})
afterEach(async () => {
  const { bugs } = running
  await running.engine.close()
  if (bugs.length > 0) throw new Error('a bug of the engine', { cause: bugs[0] })
  fs.rmSync(folder, { recursive: true, force: true })
})

const guess = async (client: Client): Promise<string> =>
  client.call('authority.unlock', { passphrase: 'not this one' }).then(
    () => 'unlocked',
    (error: { code: string }) => error.code,
  )
const wrong = () => notices.filter(({ kind }) => kind === 'passphrase-wrong')

test('wrong passphrases are told in the inbox and as a notice, with their number and where they came from', async () => {
  const browser = createClient(dispatcher.for({ via: 'browser', session: 'x' }))
  for (let n = 0; n < 2; n += 1) expect(await guess(browser)).toBe('authority/wrong-passphrase')
  // Two are mistakes in typing.
  expect(await running.client.call('inbox.list', {})).toEqual([])
  await guess(browser)
  const [entry] = await running.client.call('inbox.list', {})
  expect(entry).toEqual({
    key: 'passphrase',
    kind: 'passphrase',
    at: new Date(clock).toISOString(),
    count: 3,
    via: 'browser',
  })
  expect(wrong()).toMatchObject([
    { title: { id: 'notices.passphrase-wrong.title', values: { count: 3 } }, address: '#/home' },
  ])
  await guess(browser)
  expect(await running.client.call('inbox.list', {})).toMatchObject([{ count: 4 }])
  // Told once an hour, not each time.
  expect(wrong()).toHaveLength(1)
})

test('they outlive the program, are put away by the owner, and that can be undone', async () => {
  for (let n = 0; n < 3; n += 1) await guess(running.client)
  await running.engine.close()
  running = await startEngine(folder, { now: () => clock })
  expect(await running.client.call('inbox.list', {})).toMatchObject([{ kind: 'passphrase', count: 3 }])
  await running.client.call('inbox.dismiss', { key: 'passphrase' })
  expect(await running.client.call('inbox.list', {})).toEqual([])
  const [undoable] = await running.client.call('undo.list', {})
  await running.client.call('undo.run', { id: undoable?.id ?? '' })
  expect(await running.client.call('inbox.list', {})).toMatchObject([{ count: 3 }])
})

test('mistakes that lie days apart are not added up', async () => {
  for (let n = 0; n < 4; n += 1) {
    await guess(running.client)
    clock += 2 * 86_400_000
  }
  expect(await running.client.call('inbox.list', {})).toEqual([])
})

test('a guess in the browser is slowed down, the owner’s own passphrase on the command line is not', async () => {
  const browser = createClient(dispatcher.for({ via: 'browser', session: 'x' }))
  const owner = createClient(dispatcher.for({ via: 'local' }))
  // The fifth would have to wait, and more than a few are refused untried.
  const guesses = Array.from({ length: 40 }, () => guess(browser))
  expect(await owner.call('authority.unlock', { passphrase: PASSPHRASE })).toEqual({ locked: false })
  const outcomes = await Promise.all(guesses)
  expect(outcomes.filter((one) => one === 'authority/wrong-passphrase').length).toBeLessThanOrEqual(8)
  expect(outcomes).toContain('authority/too-many-attempts')
})
