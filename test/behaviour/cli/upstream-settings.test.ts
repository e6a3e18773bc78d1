import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { freePort } from '../../support/gate.ts'

const folder = temporaryFolder()
const env = { VESTIBULE_DATA: path.join(folder, 'data'), VESTIBULE_PASSPHRASE: PASSPHRASE }

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--json'], env))
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

let added: Record<string, unknown>
beforeAll(async () => {
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  const listen = `127.0.0.1:${await freePort()}`
  added = await run('site', 'add', 'NAS', '--host', 'nas.home', '--listen', listen, '--upstream', 'http://127.0.0.1:9')
})
afterAll(() => fs.rmSync(folder, { recursive: true }))

test('a new site tells its device where visitors come from, and waits five minutes', () => {
  expect(added).toMatchObject({ upstreamHeaders: 'forwarded', firstByteTimeout: 300, idleTimeout: null, upgrades: [] })
})

describe('site set', () => {
  test('changes every switch of the upstream, and takes each back', async () => {
    const words = [
      ['--first-byte-timeout', '3600'],
      ['--idle-timeout', '120'],
      ['--upstream-headers', 'names'],
      ['--upstream-host', 'LOCALHOST:5173'],
      ['--upstream-connections', 'one'],
      ['--upgrade', 'tcp', '--upgrade', 'spdy/3.1'],
      ['--encoded-paths', 'refuse'],
    ]
    const set = {
      firstByteTimeout: 3600,
      idleTimeout: 120,
      upstreamHeaders: 'names',
      upstreamHost: 'localhost:5173',
      upstreamConnections: 'one',
      upgrades: ['tcp', 'spdy/3.1'],
      encodedPaths: 'refuse',
    }
    expect(await run('site', 'set', 'NAS', ...words.flat())).toMatchObject(set)
    // What is not named stays.
    expect(await run('site', 'set', 'NAS', '--idle-timeout', 'none', '--upgrade', 'none')).toMatchObject({
      ...set,
      idleTimeout: null,
      upgrades: [],
    })
    const text = (await cli(['site', 'show', 'NAS'], env)).stdout
    expect(text).toMatch(/waits +3600 s/)
    expect(text).toMatch(/asked as +localhost:5173/)
  })

  test.each([
    ['--first-byte-timeout', '0', 'firstByteTimeout'],
    ['--first-byte-timeout', 'soon', '--first-byte-timeout'],
    ['--idle-timeout', '1.5', '--idle-timeout'],
    ['--upstream-headers', 'all', '--upstream-headers'],
    ['--upstream-host', 'http://nas.lan', 'upstreamHost'],
    ['--upstream-connections', 'two', '--upstream-connections'],
    ['--upgrade', 'h2c', 'upgrades'],
    ['--encoded-paths', 'drop', '--encoded-paths'],
  ])('%s %s is refused by its name, and changes nothing', async (option, value, name) => {
    const before = await run('site', 'show', 'NAS')
    const answer = await cli(['site', 'set', 'NAS', option, value], env)
    expect(answer.status).toBeGreaterThan(0)
    expect(answer.stderr).toContain(name)
    expect(await run('site', 'show', 'NAS')).toEqual(before)
  })
})
