import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'
import { issuerKeyOf } from '../../support/gate.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const folder = temporaryFolder()
const club = opensslAuthority('Club CA')
const former = club.leaf({ cn: 'Former member' })
let running: TestEngine
beforeAll(async () => {
  running = await startEngine(path.join(folder, 'data'))
  await running.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterAll(async () => {
  await running.engine.close()
  fs.rmSync(folder, { recursive: true })
})

const trust = (crl: string) =>
  running.client.call('authority.trust', {
    files: [
      { name: 'ca.crt', base64: Buffer.from(club.cert).toString('base64') },
      { name: 'ca.crl', base64: Buffer.from(crl).toString('base64') },
    ],
  })
const policy = () => running.gate.applied.at(-1)

test('the list of a trusted authority is in force, and goes on being when it is out of date, until the owner says otherwise', async () => {
  const { authority } = await trust(
    opensslCrl(club, [former.serial], { from: '20260101000000Z', to: '20260201000000Z' }),
  )
  await running.client.call('site.add', {
    name: 'NAS',
    hosts: ['nas.home'],
    listen: '127.0.0.1:8443',
    upstream: 'http://127.0.0.1:1',
    authorities: ['Home', 'Club CA'],
  })
  expect(authority.staleList).toBe('go-on')
  expect(policy()?.revoked).toMatchObject([{ serial: former.serial, issuerKey: issuerKeyOf(club) }])
  expect(policy()?.staleLists).toEqual([])

  const set = await running.client.call('authority.set', { authority: 'Club CA', staleList: 'refuse' })
  expect(set.staleList).toBe('refuse')
  expect(policy()?.staleLists).toEqual([{ issuerKey: issuerKeyOf(club), refuseFrom: Date.UTC(2026, 1, 1) }])
})

test('the owner is reminded of it, and a newer list moves the end', async () => {
  const reminders = await running.client.call('reminder.list', {})
  expect(reminders.find((one) => one.kind === 'list')).toMatchObject({ name: 'Club CA', state: 'ended' })
  await trust(opensslCrl(club, [former.serial], { from: '20260301000000Z', to: '20991231000000Z' }))
  expect(policy()?.staleLists).toEqual([{ issuerKey: issuerKeyOf(club), refuseFrom: Date.UTC(2099, 11, 31) }])
  const after = await running.client.call('reminder.list', {})
  expect(after.find((one) => one.kind === 'list')).toBeUndefined()
})

test('what the owner has revoked too stays revoked when a newer list no longer says it', async () => {
  const again = { serial: former.serial, authority: 'Club CA' }
  await running.client.call('device.revokeCertificate', again)
  await expect(running.client.call('device.revokeCertificate', again)).rejects.toMatchObject({
    code: 'device/already-revoked',
  })
  await trust(opensslCrl(club, [], { from: '20260401000000Z', to: '20991231000000Z' }))
  expect(policy()?.revoked).toMatchObject([{ serial: former.serial, issuerKey: issuerKeyOf(club) }])
})

test('a newer list that no longer says it lets in whom the owner has not revoked', async () => {
  const guest = club.leaf({ cn: 'Guest' })
  await trust(opensslCrl(club, [guest.serial], { from: '20260501000000Z', to: '20991231000000Z' }))
  expect(policy()?.revoked.map(({ serial }) => serial)).toContain(guest.serial)
  await trust(opensslCrl(club, [], { from: '20260601000000Z', to: '20991231000000Z' }))
  expect(policy()?.revoked.map(({ serial }) => serial)).toEqual([former.serial])
})

test('an own authority is never out of date by its own list', async () => {
  await running.client.call('authority.set', { authority: 'Home', staleList: 'refuse' })
  expect(policy()?.staleLists.map((one) => one.issuerKey)).toEqual([issuerKeyOf(club)])
  expect(running.bugs).toEqual([])
})
