import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { startHttpsService, type HttpsService } from '../../support/https-service.ts'
import { programCommand } from '../../support/program.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
let service: HttpsService
beforeAll(async () => {
  service = await startHttpsService(({ url }) => (url.pathname === '/gone' ? { status: 410 } : {}))
  fs.writeFileSync(path.join(folder, 'ca.pem'), service.ca)
  fs.writeFileSync(path.join(folder, 'token'), 'tk_secret\n')
})
afterAll(async () => {
  await service.close()
  fs.rmSync(folder, { recursive: true })
})

const notify = (...words: string[]) => cli(['notify', ...words, '--data', data, '--json'])
const trusted = (): string[] => ['--ca', path.join(folder, 'ca.pem')]

test('a channel is added with its secret from a file, tested, listed and removed', async () => {
  const to = `${service.url}/topic`
  const added = await notify('add', 'ntfy', '--to', to, '--secret-file', path.join(folder, 'token'), '--on', 'down,open', ...trusted()) // prettier-ignore
  expect(documentOf(added)).toMatchObject({ ok: true, value: { name: 'ntfy', on: ['down', 'open'], encrypted: true } })
  expect((await notify('test', 'ntfy')).status).toBe(0)
  expect(service.requests.at(-1)).toMatchObject({ headers: { authorization: 'Bearer tk_secret' } })
  const listed = await notify('list')
  expect(documentOf(listed)).toMatchObject({ ok: true, value: [{ name: 'ntfy', to: `${service.url}/…` }] })
  for (const output of [added, listed]) expect(output.stdout + output.stderr).not.toMatch(/tk_secret|\/topic/)
  expect(documentOf(await notify('remove', 'ntfy'))).toMatchObject({ ok: true, value: { name: 'ntfy' } })
  expect(documentOf(await notify('list'))).toMatchObject({ ok: true, value: [] })
})

test('a secret may come over standard input', async () => {
  const [command, ...words] = programCommand()
  const args = [...words, 'notify', 'add', 'webhook', '--to', `${service.url}/in`, '--secret-file', '-', ...trusted()]
  const child = spawn(command, [...args, '--data', data], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end('from standard input\n')
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
  await notify('test', 'webhook')
  expect(service.requests.at(-1)?.headers['x-vestibule-signature']).toMatch(/^sha256=[0-9a-f]{64}$/)
})

test('a test that does not arrive ends with 1 and says why; wrong words end with 2', async () => {
  await notify('add', 'webhook', '--name', 'gone', '--to', `${service.url}/gone`, ...trusted())
  const failed = await notify('test', 'gone')
  expect(failed.status).toBe(1)
  expect(documentOf(failed)).toMatchObject({ ok: false, error: { code: 'notify/refused' } })
  expect((await notify('test', 'nobody')).status).toBe(1)
  for (const words of [
    ['add', 'pigeon', '--to', 'x'],
    ['add', 'ntfy'],
    ['set', 'gone', '--on', 'everything'],
  ]) {
    expect((await notify(...words)).status).toBe(2)
  }
})
