import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../../electron/engine/log/log.ts'
import { logFiles, readLog } from '../../../electron/engine/log/file.ts'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

let folder = ''
let running: TestEngine | null = null
beforeEach(() => (folder = temporaryFolder()))
afterEach(async () => {
  await running?.engine.close()
  running = null
  fs.rmSync(folder, { recursive: true })
})
const open = (maxBytes?: number) =>
  createLog({
    dataFolder: folder,
    now: Date.now,
    addresses: () => 'shortened',
    ...(maxBytes === undefined ? {} : { maxBytes }),
  })
const texts = (): string[] => readLog(folder, { lines: 2000, level: 'info' }).map(({ text }) => text)

test('lines are JSON in a file of the owner alone; files are turned over and bounded', () => {
  let minute = 0
  const maxBytes = 4000
  const log = createLog({ dataFolder: folder, now: () => (minute += 60_000), addresses: () => 'none', maxBytes })
  for (let n = 0; n < 500; n += 1) log.write('info', 'test', `line ${n} from 203.0.113.7`)
  const files = logFiles(folder).filter((file) => fs.existsSync(file))
  expect(files).toHaveLength(5)
  for (const file of files) {
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(fs.statSync(file).size).toBeLessThanOrEqual(maxBytes + 100)
  }
  expect(fs.readdirSync(folder)).toHaveLength(5)
  expect(texts().at(-1)).toBe('line 499 from [address]')
  expect(texts()).toHaveLength(new Set(texts()).size)
})

test('a flood of one minute is counted, not kept', () => {
  let at = 0
  const log = createLog({ dataFolder: folder, now: () => at, addresses: () => 'none' })
  for (let n = 0; n < 10_000; n += 1) log.write('error', 'gate', `flood ${n}`)
  at = 60_000
  log.write('info', 'test', 'after')
  expect(texts()).toHaveLength(302)
  expect(texts().slice(-2)).toEqual(['9700 more lines of one minute were left out', 'after'])
})

test.each([
  ['a folder in its place', (file: string) => fs.mkdirSync(file)],
  ['a link out of the data folder', (file: string) => fs.symlinkSync('/dev/full', file)],
])('%s stops nothing', async (_what, plant) => {
  plant(path.join(folder, 'vestibule.log'))
  expect(() => open().write('error', 'test', 'nowhere')).not.toThrow()
  running = await startEngine(folder)
  expect(await running.client.call('site.list', {})).toEqual([])
  expect(running.bugs).toEqual([])
})

test('the engine writes down what the gate says and how it ends, and no secret', async () => {
  running = await startEngine(folder)
  const { client, gate } = running
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
  const site = { name: 'Camera', hosts: ['cam.local'], listen: '127.0.0.1:8443', upstream: 'http://127.0.0.1:1' }
  await client.call('site.add', { ...site, passphrase: PASSPHRASE })
  gate.complain('TypeError: it broke\n    at visitor 203.0.113.7 with Bearer abcdefgh\n')
  gate.crash()
  await expect.poll(texts).toContain('the gate has ended: it was killed')
  expect(texts()).toContain('TypeError: it broke')
  expect(texts()).toContain('    at visitor 203.0.113.0/24 with [hidden]')
  const { text } = await client.call('log.report', {})
  expect(text).toContain('Vestibule 0.0.0-test (headless)')
  expect(text).toContain('TypeError: it broke')
  for (const file of logFiles(folder).filter((one) => fs.existsSync(one))) {
    expect(fs.readFileSync(file, 'utf8')).not.toContain(PASSPHRASE)
  }
})

test('the command line reads it without an engine, and by level', async () => {
  const log = open()
  log.write('info', 'test', 'something happened')
  log.write('error', 'test', 'something failed')
  fs.appendFileSync(path.join(folder, 'vestibule.log'), '{"cut off')
  const all = await cli(['log', '--data', folder, '--json'])
  expect(documentOf(all)).toMatchObject({ value: [{ text: 'something happened' }, { text: 'something failed' }] })
  const errors = await cli(['log', '--level', 'error', '--data', folder])
  expect(errors.stdout).toMatch(/^\S+ error test: something failed\n$/)
  expect((await cli(['log', '--level', 'loud', '--data', folder])).status).toBe(2)
})
