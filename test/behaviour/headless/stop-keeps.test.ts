import fs from 'node:fs'
import https from 'node:https'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { freePort } from '../../support/gate.ts'

/** What happened last before an orderly stop. */
const folder = temporaryFolder()
const data = path.join(folder, 'data')
const args = ['--data', data]
let port = 0
let serve: RunningServe | undefined

const run = async (...words: readonly string[]) =>
  documentOf(await cli([...args, '--json', ...words], { VESTIBULE_PASSPHRASE: PASSPHRASE }))

beforeAll(async () => {
  port = await freePort()
  serve = await startServe(args)
  await run('authority', 'create', '--name', 'Home', '--key', 'p256')
  const where = ['--listen', `127.0.0.1:${port}`, '--upstream', 'http://127.0.0.1:9/']
  await run('site', 'add', 'Camera', '--host', 'camera.home', ...where, '--mode', 'pages')
  await run('site', 'start', 'Camera')
  await serve.stop()
})
afterAll(async () => {
  await serve?.stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

/** A visit without a certificate. @returns the status, when the answer has begun */
function knock(where: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      {
        port,
        host: '127.0.0.1',
        path: where,
        servername: 'camera.home',
        rejectUnauthorized: false,
        agent: false,
        headers: { host: `camera.home:${port}` },
      },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    request.on('error', reject)
  })
}

test('a visit that was answered just before the program is asked to stop is in the activity afterwards', async () => {
  const visits = ['/last-1', '/last-2', '/last-3']
  for (const visit of visits) {
    serve = await startServe(args)
    expect(await knock(visit)).toBe(403)
    expect(await serve.stop()).toBe(0)
  }
  const answer = await run('activity', '--limit', '50')
  const lines = (answer.ok ? answer.value : []) as unknown as { path: string | null }[]
  expect(visits.filter((visit) => lines.some((line) => line.path === visit))).toEqual(visits)
})

test('calls under way while the program stops are answered, or told that it stops', async () => {
  serve = await startServe(args)
  const calls = Array.from({ length: 4 }, (_, at) =>
    run('device', 'add', `Late ${at}`, '--key', 'rsa3072').then((answer) => (answer.ok ? 'done' : answer.error.code)),
  )
  // As soon as the first of them is there.
  for (;;) {
    const list = await run('device', 'list')
    if (list.ok && (list.value as unknown as unknown[]).length > 0) break
  }
  expect(await serve.stop()).toBe(0)
  const told = await Promise.all(calls)
  // A command that came too late for the one is told that the folder is in use by it, or that it stops.
  expect(told.filter((one) => one !== 'done' && one !== 'store/in-use' && !one.startsWith('app/'))).toEqual([])
  const devices = await run('device', 'list')
  const names = (devices.ok ? devices.value : []) as unknown as { name: string }[]
  // Whatever was answered as done is there.
  expect(names.length).toBeGreaterThanOrEqual(told.filter((one) => one === 'done').length)
})
