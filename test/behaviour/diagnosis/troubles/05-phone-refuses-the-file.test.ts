// @module-tag nss
// @module-tag keytool
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FileDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { runTool, type ToolResult } from '../../../support/external-tool.ts'
import { startHouse, type House } from '../../../support/house.ts'
import { opensslAuthority } from '../../../support/openssl-pki.ts'
import { said } from '../../../support/said.ts'
import type { Texts } from '../../../../shared/messages/json.ts'

/** T5: the phone refuses the .pfx with the right password. Phones cannot be had here; other programs that refuse can. */
const phone = opensslAuthority('Home').leaf({ cn: 'phone' })
let house: House
let folder = ''

beforeAll(async () => {
  house = await startHouse()
  await house.addDevice('Old phone', { platform: 'android' })
  folder = fs.mkdtempSync(path.join(house.folder, 'files-'))
  fs.writeFileSync(path.join(folder, 'p.crt'), phone.cert)
  fs.writeFileSync(path.join(folder, 'p.key'), phone.key)
  await runTool('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password'])
})
afterAll(() => house.close())

function write(name: string, password: string, ...args: string[]): string {
  const identity = ['-in', 'p.crt', '-inkey', 'p.key', '-name', 'phone', '-passout', `pass:${password}`]
  execFileSync('openssl', ['pkcs12', '-export', ...identity, ...args, '-out', name], { cwd: folder })
  return path.join(folder, name)
}

const diagnose = async (file: string, password: string): Promise<Texts<FileDiagnosis>> =>
  said(
    await house.client.call('diagnosis.file', {
      name: path.basename(file),
      base64: fs.readFileSync(file).toString('base64'),
      password,
    }),
  )
const platform = (found: Texts<FileDiagnosis>, name: string) =>
  found.platforms.find((one) => one.platform.startsWith(name))
const nss = (file: string, password: string): Promise<ToolResult> =>
  runTool('pk12util', ['-i', file, '-d', `sql:${folder}`, '-W', password, '-K', ''])
const java = (file: string, password: string): Promise<ToolResult> =>
  runTool('keytool', ['-list', '-keystore', file, '-storetype', 'PKCS12', '-storepass', password])

test('no MAC: Firefox’s library refuses it, as was said', async () => {
  const file = write('nomac.p12', 'secret', '-nomac')
  expect((await nss(file, 'secret')).text).not.toContain('IMPORT SUCCESSFUL')
  const found = await diagnose(file, 'secret')
  expect(found.problems.map(({ code }) => code)).toContain('authority/file-no-mac')
  expect(platform(found, 'Firefox')).toMatchObject({ imports: false })
})

test('a password beyond ASCII: Java refuses it, as was said, and Firefox’s library takes it, as was said', async () => {
  const file = write('umlaut.p12', 'größe', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1')
  const found = await diagnose(file, 'größe')
  expect([platform(found, 'Java')?.imports, (await java(file, 'größe')).status === 0]).toEqual([false, false])
  const imported = (await nss(file, 'größe')).text.includes('IMPORT SUCCESSFUL')
  expect([platform(found, 'Firefox')?.imports, imported]).toEqual([true, true])
})

test('RC2: OpenSSL 3 refuses it with the right password, as was said', async () => {
  const file = write(
    'rc2.p12',
    'secret',
    '-legacy',
    '-keypbe',
    'PBE-SHA1-3DES',
    '-certpbe',
    'PBE-SHA1-RC2-40',
    '-macalg',
    'sha1',
  )
  const opened = await runTool('openssl', ['pkcs12', '-in', file, '-passin', 'pass:secret', '-nodes'])
  expect(opened.status).not.toBe(0)
  expect(platform(await diagnose(file, 'secret'), 'OpenSSL 3')).toMatchObject({ imports: false })
})

test('what OpenSSL 3 writes by itself: old phones will call its password wrong, and that is foretold', async () => {
  const found = await diagnose(write('modern.p12', 'secret'), 'secret')
  for (const name of ['iPhone and iPad, iOS 17', 'Android 13']) {
    expect(platform(found, name)).toMatchObject({ imports: false, why: expect.stringContaining('wrong password') })
  }
})

test('a device’s own file in the modern form: one click writes the compatible one, and every platform takes it', async () => {
  const modern = await house.client.call('device.export', { device: 'Old phone', profile: 'modern' })
  const { fileName: name, base64, password = '' } = modern
  const found = said(await house.client.call('diagnosis.file', { name, base64, password }))
  expect(platform(found, 'Android 13')).toMatchObject({ imports: false })
  expect(found.action).toMatchObject({ kind: 'export-compatible', deviceName: 'Old phone' })
  // The button does this:
  if (found.action?.kind !== 'export-compatible') throw new Error('nothing is offered')
  const made = await house.client.call('device.export', { device: found.action.deviceId, profile: 'compatible' })
  const again = await house.client.call('diagnosis.file', {
    name: made.fileName,
    base64: made.base64,
    password: made.password ?? '',
  })
  expect(again.platforms.map(({ imports }) => imports)).not.toContain(false)
  expect(again.action).toBeUndefined()
  const file = path.join(folder, 'compatible.p12')
  fs.writeFileSync(file, Buffer.from(made.base64, 'base64'))
  expect((await nss(file, made.password ?? '')).text).toContain('IMPORT SUCCESSFUL')
  expect((await java(file, made.password ?? '')).status).toBe(0)
})

test('the wrong password is still called the wrong password', async () => {
  const found = await diagnose(write('right.p12', 'secret'), 'Secret')
  expect(found.problems.map(({ code }) => code)).toEqual(['authority/file-wrong-password'])
})
