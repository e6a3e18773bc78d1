import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/engine.ts'
import { makeCorpus } from './corpus.ts'
import { startSession, type Session } from './session.ts'

const module = new URL('../support/child-fuzz-targets.ts', import.meta.url).href
const folder = temporaryFolder()
let corpus: string
let session: Session
beforeAll(async () => {
  corpus = await makeCorpus(folder)
  session = await startSession({ corpus, module })
})
afterAll(async () => {
  await session.close()
  fs.rmSync(folder, { recursive: true })
})

test('a reader that refuses in words of the catalogue is sound', async () => {
  expect(await session.run({ target: 'sound', seed: 1, runs: 300 })).toEqual({ runs: 300, failure: null })
})

test.each([
  ['throws', /^TypeError: planted/],
  ['promises', /^BrokenPromise: planted/],
  ['slow', /processor time/],
  ['hoards', /ERR_WORKER_OUT_OF_MEMORY|memory/],
  ['buffers', /MiB in buffers/],
  ['ends', /status 3/],
  ['tells', /no control character comes out/],
])('a reader that %s is found out, with the input that did it', async (target, wrong) => {
  const { failure, runs } = await session.run({ target, seed: 1, runs: 300 })
  expect(failure?.wrong).toMatch(wrong)
  expect(failure?.input.some((byte) => byte >= 0x80)).toBe(true)
  expect(runs).toBe((failure?.index ?? 0) + 1)

  const again = await session.run({ target, seed: 2, input: failure?.input ?? null })
  expect(again.failure?.wrong).toMatch(wrong)
})

test('a reader that hangs is found out and ended, and the next one has its turn', async () => {
  const watched = await startSession({ corpus, module, hangs: 1500 })
  const { failure } = await watched.run({ target: 'hangs', seed: 1, runs: 300 })
  expect(failure?.wrong).toMatch('it hangs')
  expect(failure?.input.some((byte) => byte >= 0x80)).toBe(true)
  expect(await watched.run({ target: 'sound', seed: 1, runs: 3 })).toEqual({ runs: 3, failure: null })
  await watched.close()
})

test('a seed gives the same inputs again, and another seed others', async () => {
  const first = await session.run({ target: 'throws', seed: 7, runs: 300 })
  const same = await session.run({ target: 'throws', seed: 7, runs: 300 })
  const other = await session.run({ target: 'throws', seed: 8, runs: 300 })
  expect(same.failure?.input).toEqual(first.failure?.input)
  expect(other.failure?.input).not.toEqual(first.failure?.input)
})

test('the command ends with a status that a script can use, and names what it did', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(import.meta.dirname, 'run.ts'), ...args], { encoding: 'utf8' })
  const good = run('--target', 'tar-header', '--runs', '50', '--seed', '5')
  expect(good.stdout).toContain('seed 5\n')
  expect(good.stdout).toContain('1 readers, 50 inputs, 0 failed')
  expect(good.status).toBe(0)
  const none = run('--target', 'nobody', '--runs', '1')
  expect(none.status).not.toBe(0)
  expect(none.stderr).toContain('there is no target nobody')
})
