import fs from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const DAY = 86_400_000
const NAME = 'Großmutters Tablet; im Garten, hinten \\ ganz weit weg vom Haus 🏡'
let folder = ''
let clock = 0
let house: TestEngine

beforeEach(async () => {
  folder = temporaryFolder()
  clock = Date.UTC(2026, 10, 20, 12)
  house = await startEngine(folder, { now: () => clock })
  const { client } = house
  await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256', days: 1000 })
  await client.call('device.add', { name: NAME, key: 'p256', days: 100 })
  await client.call('device.add', { name: 'Lost', key: 'p256', days: 100 })
  await client.call('device.revoke', { device: 'Lost' })
  await client.call('site.add', {
    name: 'Camera',
    hosts: ['camera.home'],
    listen: '127.0.0.1:18443',
    upstream: 'http://192.0.2.1/',
  })
})
afterEach(async () => {
  await house.engine.close()
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const list = async () =>
  (await house.client.call('reminder.list', {})).map(({ kind, name, state }) => `${kind} ${name} ${state}`)
const seen = async (device: string): Promise<void> => {
  const { fingerprint } = await house.client.call('device.show', { device })
  house.gate.report([{ at: clock, fingerprint, outcome: 'allowed', verifyCode: 0 }])
}

test('nothing is reminded of while nothing ends', async () => {
  await seen(NAME)
  expect(await list()).toEqual([])
})

test('a device that is used is reminded of 30 days before its end, and after it', async () => {
  await seen(NAME)
  clock += 69 * DAY
  await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  expect(await list()).toEqual([])
  clock += 2 * DAY
  await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  expect(await list()).toEqual([`device ${NAME} ends`])
  clock += 30 * DAY
  await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  expect(await list()).toEqual([`device ${NAME} ended`])
})

test('a locked authority is said to hold up what would renew by itself', async () => {
  await house.client.call('authority.lock', {})
  clock += 11 * DAY
  expect(await list()).toEqual(['list Home waits'])
  clock += 260 * DAY
  expect(await list()).toEqual(['list Home waits', 'site Camera waits'])
  await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  expect(await list()).toEqual([])
})

test('the end of the authority is told 90 days before', async () => {
  clock += 920 * DAY
  await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
  expect(await list()).toContain('authority Home ends')
})

test('the calendar is one of RFC 5545: lines of at most 75 octets, CRLF, texts escaped, alarms before', async () => {
  const { base64, events, mediaType } = await house.client.call('reminder.calendar', {})
  expect({ events, mediaType }).toEqual({ events: 2, mediaType: 'text/calendar' })
  const text = Buffer.from(base64, 'base64').toString('utf8')
  expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true)
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  const lines = text.split('\r\n')
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    // Folding never tears a character: that would have become a replacement character.
    expect(line).not.toContain('\uFFFD')
  }
  expect(lines.some((line) => line.startsWith(' '))).toBe(true)
  const unfolded = text.replaceAll('\r\n ', '').split('\r\n')
  expect(unfolded).toContain(
    'SUMMARY:The certificate of Großmutters Tablet\\; im Garten\\, hinten \\\\ ganz weit weg vom Haus 🏡 expires',
  )
  expect(unfolded).toContain('SUMMARY:The authority Home expires')
  // The last second that it is valid: 100 days after noon of 20 November 2026.
  expect(unfolded.filter((line) => line.startsWith('DTSTART'))).toContain('DTSTART:20270228T120000Z')
  expect(unfolded.filter((line) => line.startsWith('TRIGGER'))).toEqual(
    ['-P30D', '-P7D', '-P1D', '-P90D', '-P14D'].map((trigger) => `TRIGGER:${trigger}`),
  )
  const of = (word: string) => unfolded.filter((line) => line === word).length
  expect([of('BEGIN:VEVENT'), of('END:VEVENT'), of('BEGIN:VALARM'), of('END:VALARM')]).toEqual([2, 2, 5, 5])
  expect(text).not.toContain('Lost')
})

test('a renewed device moves its event instead of making a second one', async () => {
  const uids = async () => {
    const { base64 } = await house.client.call('reminder.calendar', {})
    const text = Buffer.from(base64, 'base64').toString('utf8').replaceAll('\r\n ', '')
    return {
      uid: /^UID:device-(.*)$/m.exec(text)?.[1],
      sequence: Number(/^UID:device-.*\r\nSEQUENCE:(\d+)/m.exec(text)?.[1]),
    }
  }
  const before = await uids()
  clock += 50 * DAY
  await house.client.call('device.renew', { device: NAME, passphrase: PASSPHRASE })
  const after = await uids()
  expect(after.uid).toBe(before.uid)
  expect(after.sequence).toBeGreaterThan(before.sequence)
})
