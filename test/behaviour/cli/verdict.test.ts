import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { freePort } from '../../support/gate.ts'

/** What programs read of how a site or a device is. */
const folder = temporaryFolder()
const data = path.join(folder, 'data')
let serve: RunningServe

interface Told {
  readonly verdict: {
    readonly state: string
    readonly reasons: readonly { readonly id: string; readonly fix?: { readonly command?: string } }[]
  }
}

async function run(...args: readonly string[]): Promise<Told> {
  const answer = documentOf(await cli(['--data', data, '--json', ...args], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.code)
  return answer.value as unknown as Told
}

beforeAll(async () => {
  serve = await startServe(['--data', data, '--no-open'])
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  await run('device', 'add', "Lena's phone", '--key', 'p256')
  const listen = `127.0.0.1:${await freePort()}`
  await run('site', 'add', 'Camera', '--host', 'camera.home', '--listen', listen, '--upstream', 'http://127.0.0.1:9/')
})
afterAll(async () => {
  await serve.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a device tells what is in its way, and the command that mends it is one', async () => {
  const { verdict: waiting } = await run('device', 'show', "Lena's phone")
  expect(waiting).toMatchObject({ state: 'works-but', reasons: [{ id: 'device/never-seen' }] })
  await run('device', 'revoke', "Lena's phone")
  const { verdict } = await run('device', 'show', "Lena's phone")
  expect(verdict.state).toBe('does-not-run')
  expect(verdict.reasons.map(({ id, fix }) => [id, fix?.command])).toEqual([
    ['device/is-revoked', "vestibule device reissue 'Lena'\\''s phone'"],
  ])
  await run('device', 'reissue', "Lena's phone")
  expect((await run('device', 'show', "Lena's phone")).verdict.state).toBe('works-but')
})

test('a site that only observes is open, and says why', async () => {
  const { verdict } = await run('site', 'set', 'Camera', '--observe', 'on').then(() => run('site', 'show', 'Camera'))
  expect(verdict.state).toBe('open')
  expect(verdict.reasons[0]).toMatchObject({ id: 'site/observing', message: expect.stringContaining('Camera') })
})
