import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from '../../support/engine.ts'

const DAY = 86_400_000
let folder = ''
let clock = 0
let house: TestEngine

const start = async (): Promise<void> => {
  house = await startEngine(folder, { now: () => clock, lockAfterMinutes: 100 * 24 * 60 })
}
beforeEach(async () => {
  folder = temporaryFolder()
  clock = Date.now()
  await start()
  await house.client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
})
afterEach(async () => {
  await house.engine.close()
  if (house.bugs.length > 0) throw new Error('a bug', { cause: house.bugs[0] })
  fs.rmSync(folder, { recursive: true })
})

const list = async () => (await house.client.call('authority.show', {})).crl
const later = (days: number): void => {
  clock += days * DAY
  house.engine.wake()
}
/** What openssl reads in the list. */
const text = async (): Promise<string> => {
  const { base64 } = await house.client.call('authority.crl', { format: 'pem', passphrase: PASSPHRASE })
  const args = ['crl', '-noout', '-text']
  return execFileSync('openssl', args, { input: Buffer.from(base64, 'base64'), encoding: 'utf8' })
}

describe('a revocation list', () => {
  test('is signed again well before its next update, while the program runs', async () => {
    const before = await list()
    later(5)
    later(6)
    await expect.poll(async () => (await list())?.number).toBeGreaterThan(before?.number ?? 0)
    expect(Date.parse((await list())?.nextUpdate ?? '')).toBe(clock + 30 * DAY)
  })

  test('is not signed again for nothing', async () => {
    const before = await list()
    later(1)
    await house.client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
    expect(await list()).toEqual(before)
  })

  test('waits while the authority is locked, and is signed with the next call that brings the passphrase', async () => {
    const before = await list()
    await house.client.call('authority.lock', {})
    later(25)
    await house.client.call('device.list', {})
    expect(await list()).toEqual(before)
    await house.client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
    await expect.poll(async () => (await list())?.number).toBeGreaterThan(before?.number ?? 0)
  })
})

describe('a device on hold', () => {
  const status = async () => {
    const { status: now, onHold } = await house.client.call('device.show', { device: 'Alice' })
    return { status: now, onHold }
  }
  const refused = (): number => house.gate.applied.at(-1)?.revoked.length ?? 0
  beforeEach(async () => {
    await house.client.call('device.add', { name: 'Alice', key: 'p256' })
    await house.client.call('device.revoke', { device: 'Alice', reason: 'hold' })
  })

  test('is refused and listed as such, and let in again when it is released', async () => {
    expect(await status()).toEqual({ status: 'revoked', onHold: true })
    expect(refused()).toBe(1)
    expect(await text()).toContain('Certificate Hold')
    const held = (await list())?.number ?? 0
    await house.client.call('device.release', { device: 'Alice' })
    expect(await status()).toEqual({ status: 'waiting', onHold: false })
    expect(refused()).toBe(0)
    expect((await list())?.number).toBeGreaterThan(held)
    expect(await text()).toContain('No Revoked Certificates')
  })

  test('is not released while the authority is locked', async () => {
    await house.client.call('authority.lock', {})
    await expect(house.client.call('device.release', { device: 'Alice' })).rejects.toMatchObject({
      code: 'authority/locked',
    })
    expect(refused()).toBe(1)
  })

  test('may be revoked for good, from the day of the hold on, and then there is no way back', async () => {
    const { certificates } = await house.client.call('device.show', { device: 'Alice' })
    clock += DAY
    await house.client.call('device.revoke', { device: 'Alice', reason: 'key-compromise' })
    expect(await text()).toContain('Key Compromise')
    const after = (await house.client.call('device.show', { device: 'Alice' })).certificates
    expect(after).toMatchObject([{ revokedAt: certificates[0]?.revokedAt, revocationReason: 'key-compromise' }])
    await expect(house.client.call('device.release', { device: 'Alice' })).rejects.toMatchObject({
      code: 'device/not-on-hold',
    })
  })

  test('a revocation for good never becomes a hold', async () => {
    await house.client.call('device.revoke', { device: 'Alice', reason: 'cessation' })
    await expect(house.client.call('device.revoke', { device: 'Alice', reason: 'hold' })).rejects.toMatchObject({
      code: 'device/already-revoked',
    })
    expect(await text()).toContain('Cessation Of Operation')
  })
})

describe('a distribution point', () => {
  const points = async (device: string): Promise<string> => {
    const { base64 } = await house.client.call('device.export', { device, format: 'crt' })
    const args = ['x509', '-noout', '-ext', 'crlDistributionPoints']
    return execFileSync('openssl', args, { input: Buffer.from(base64, 'base64'), encoding: 'utf8', stdio: 'pipe' })
  }
  const url = 'http://home.example/crl/home.crl'

  test('is in what is issued and renewed after the owner named one, and in nothing before', async () => {
    await house.client.call('device.add', { name: 'Before', key: 'p256' })
    await house.client.call('authority.set', { crlUrl: url })
    await house.client.call('device.add', { name: 'After', key: 'p256' })
    expect(await points('Before')).not.toContain('URI')
    expect(await points('After')).toMatch(new RegExp(`Full Name:\\s+URI:${url}`))
    await house.client.call('device.renew', { device: 'Before' })
    expect(await points('Before')).toContain(`URI:${url}`)
    await house.client.call('authority.set', { crlUrl: null })
    await house.client.call('device.add', { name: 'Without', key: 'p256' })
    expect(await points('Without')).not.toContain('URI')
  })

  test('at a site’s plain-HTTP port is answered with the newest list, whatever made it new', async () => {
    const address = 'http://camera.home/vestibule/Home.crl'
    const site = { name: 'Camera', hosts: ['camera.home'], upstream: 'http://192.0.2.1/' }
    const lists = () => house.gate.applied.at(-1)?.redirects[0]?.sites[0]?.lists ?? []
    /** The number of what is answered, as openssl reads it. */
    const number = (): number => {
      const args = ['crl', '-inform', 'DER', '-noout', '-text']
      const der = Buffer.from(lists()[0]?.der ?? '', 'base64')
      return Number(/CRL Number:\s+(\d+)/.exec(execFileSync('openssl', args, { input: der, encoding: 'utf8' }))?.[1])
    }
    const newest = async () => (await list())?.number
    const publication = () => house.client.call('authority.publication', {})
    await house.client.call('site.add', { ...site, listen: '127.0.0.1:18443' })
    expect(await publication()).toEqual({ url: null, site: null, proposal: null })
    await house.client.call('site.set', { site: 'Camera', redirects: ['127.0.0.1:80'] })
    expect(await publication()).toEqual({ url: null, site: null, proposal: address })
    expect(lists()).toEqual([])

    await house.client.call('authority.set', { crlUrl: address })
    expect(await publication()).toEqual({ url: address, site: 'Camera', proposal: address })
    expect(lists().map(({ path }) => path)).toEqual(['/vestibule/Home.crl'])
    expect(number()).toBe(await newest())
    await house.client.call('device.add', { name: 'Lost', key: 'p256' })
    await house.client.call('device.revoke', { device: 'Lost' })
    // In force when the answer comes, like the revocation itself.
    expect(number()).toBe(await newest())
    const signed = (await house.client.call('authority.crl', {})).number
    expect(number()).toBe(signed)
    later(5)
    later(6)
    await expect.poll(newest).not.toBe(signed)
    await expect.poll(number).toBe(await newest())

    await house.client.call('authority.set', { crlUrl: 'http://elsewhere.home/home.crl' })
    expect(await publication()).toMatchObject({ site: null })
    expect(lists()).toEqual([])
  })

  test.each(['https://home.example/crl', 'javascript:alert(1)', 'http://häuser.example/', 'http://a b', '/crl'])(
    '%s is none',
    async (crlUrl) => {
      await expect(house.client.call('authority.set', { crlUrl })).rejects.toMatchObject({ code: 'app/invalid-input' })
    },
  )
})

describe('a server certificate', () => {
  const site = () => house.client.call('site.show', { site: 'Camera' })
  beforeEach(async () => {
    await house.client.call('site.add', {
      name: 'Camera',
      hosts: ['camera.home'],
      listen: '127.0.0.1:18443',
      upstream: 'http://192.0.2.1/',
    })
  })

  test('says when it is renewed: after two thirds of its life', async () => {
    const { notBefore, notAfter, renewsAt } = (await site()).certificate
    const [from, to, at] = [notBefore, notAfter, renewsAt ?? ''].map((one) => Date.parse(one)) as [
      number,
      number,
      number,
    ]
    expect((at - from) / (to - from)).toBeCloseTo(2 / 3, 6)
  })

  test('is renewed by itself while the program runs, with the gate told', async () => {
    const before = (await site()).certificate
    later(200)
    clock = Date.parse(before.renewsAt ?? '') + 1000
    await house.client.call('authority.unlock', { passphrase: PASSPHRASE })
    const after = (await site()).certificate
    expect(after.serial).not.toBe(before.serial)
    const policy = house.gate.applied.at(-1)?.listeners[0]?.sites[0]?.certificate.certPem ?? ''
    const file = path.join(folder, 'site.crt')
    fs.writeFileSync(file, policy)
    const serial = execFileSync('openssl', ['x509', '-noout', '-serial', '-in', file], { encoding: 'utf8' })
    expect(serial.trim().toUpperCase()).toContain(after.serial)
  })

  test('waits while the authority is locked', async () => {
    const before = (await site()).certificate
    await house.client.call('authority.lock', {})
    clock = Date.parse(before.renewsAt ?? '') + DAY
    house.engine.wake()
    await house.client.call('device.list', {})
    expect((await site()).certificate.serial).toBe(before.serial)
    await house.client.call('device.add', { name: 'Alice', key: 'p256', passphrase: PASSPHRASE })
    await expect.poll(async () => (await site()).certificate.serial).not.toBe(before.serial)
  })
})
