// @module-tag chromium
// @module-tag firefox
// @module-tag nss
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cli, documentOf, startServe, type RunningServe } from '../../support/cli.ts'
import { PASSPHRASE, temporaryFolder } from '../../support/engine.ts'
import { startFirefox } from '../../support/firefox.ts'
import { freePort, startUpstream, type Upstream } from '../../support/gate.ts'

const HOST = 'camera.home'
const folder = temporaryFolder()
const data = path.join(folder, 'data')
const ca = path.join(folder, 'ca.crt')
let upstream: Upstream
let serve: RunningServe
let port: number

async function run(...args: string[]): Promise<Record<string, unknown>> {
  const answer = documentOf(await cli([...args, '--data', data, '--json'], { VESTIBULE_PASSPHRASE: PASSPHRASE }))
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value
}

beforeAll(async () => {
  upstream = await startUpstream()
  port = await freePort()
  await run('authority', 'create', '--name', 'Home')
  fs.writeFileSync(ca, String((await run('authority', 'show', '--pem'))['pem']))
  const listen = ['--listen', `127.0.0.1:${port}`]
  await run('site', 'add', 'Camera', '--host', HOST, ...listen, '--upstream', upstream.url)
})
afterAll(async () => {
  await serve?.stop()
  await upstream.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

// Which version decides the form of the file.
test.each([
  ['compatible', 'rsa2048', 'android-11'],
  ['modern', 'rsa2048', 'android-15'],
  ['compatible', 'p256', 'android-11'],
  ['modern', 'p256', 'android-15'],
])('Firefox imports a device’s file by itself and enters with it: %s, %s', async (profile, key, version) => {
  await serve?.stop()
  const name = `${profile} ${key}`
  const pfx = path.join(folder, `${profile}-${key}.pfx`)
  await run('device', 'add', name, '--key', key)
  const exported = await run('device', 'export', name, '--out', pfx, '--for', version)
  expect(exported['profile']).toBe(profile)
  serve = await startServe(['--data', data])

  const home = path.join(folder, `home-${profile}-${key}`)
  fs.mkdirSync(home)
  const firefox = await startFirefox({ home, ca, identity: null, host: HOST })
  try {
    expect(await firefox.importIdentity({ pfx, password: 'wrong' })).toBe('ERROR_BAD_PASSWORD')
    expect(await firefox.importIdentity({ pfx, password: String(exported['password']) })).toBe('Success')
    await firefox.open(`https://${HOST}:${port}/`)
    expect(await firefox.evaluate('document.body.innerText')).toBe('upstream page')
  } finally {
    await firefox.close()
  }
  const list = await run('device', 'list')
  const devices = Object.values(list) as { name: string; status: string }[]
  expect(devices.find((one) => one.name === name)?.status).toBe('active')
})
