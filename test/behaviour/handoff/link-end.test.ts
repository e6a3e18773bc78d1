import { describe, expect, test } from 'vitest'
import type { Output } from '../../../shared/contract/index.ts'
import { PASSPHRASE } from '../../support/engine.ts'
import { IPHONE, linksOf, listens, pageOf, useHandoffHouse } from '../../support/handoff.ts'
import { rawRequest } from '../../support/raw-http.ts'

type Started = Output<'handoff.start'>

const house = useHandoffHouse()

describe('the end of a link', () => {
  const portOf = ({ url }: Started): number => Number(new URL(url).port)

  test('a new link of the device replaces the one before', async () => {
    const first = await house.start()
    const second = await house.start()
    await expect.poll(() => listens('127.0.0.1', portOf(first))).toBe(false)
    expect((await pageOf(second.url)).status).toBe(200)
  })

  test('it can be stopped, and says so; a second time there is nothing to do', async () => {
    const link = await house.start()
    expect(await house.engine.client.call('handoff.stop', { id: link.id })).toMatchObject({
      state: 'stopped',
      open: false,
    })
    expect(await listens('127.0.0.1', portOf(link))).toBe(false)
    expect(await house.engine.client.call('handoff.stop', { id: link.id })).toMatchObject({ open: false })
    await expect(house.engine.client.call('handoff.stop', { id: 'unknown' })).rejects.toMatchObject({
      code: 'handoff/not-found',
    })
  })

  test.each(['device.revoke', 'device.remove'] as const)('%s ends it', async (method) => {
    const device = (await house.engine.client.call('device.add', { name: 'Short-lived', key: 'p256' })).id
    const link = await house.start({ device })
    await house.engine.client.call(method, { device })
    await expect.poll(() => listens('127.0.0.1', portOf(link))).toBe(false)
  })

  test('a certificate that opens no door is not offered: revoked, or expired', async () => {
    const device = (await house.engine.client.call('device.add', { name: 'Revoked', key: 'p256' })).id
    await house.engine.client.call('device.revoke', { device })
    await expect(house.start({ device })).rejects.toMatchObject({ code: 'handoff/certificate-over' })
    const old = (await house.engine.client.call('device.add', { name: 'Old', key: 'p256', days: 1 })).id
    house.clock += 25 * 3_600_000
    await expect(house.start({ device: old })).rejects.toMatchObject({ code: 'handoff/certificate-over' })
  })

  test('progress is told: opened by what, taken, and then the first handshake closes it', async () => {
    const { id, fingerprint, serial } = await house.engine.client.call('device.add', { name: 'Told', key: 'p256' })
    const link = await house.start({ device: id })
    const states = (): string[] =>
      house.events.flatMap((one) =>
        one.event === 'handoff.changed' && one.payload.id === link.id
          ? [`${one.payload.state} ${String(one.payload.open)}`]
          : [],
      )
    const [profile = ''] = linksOf((await pageOf(link.url, IPHONE)).body)
    await expect.poll(async () => (await house.statusOf(link.id))?.visitorPlatform).toBe('iphone')
    await rawRequest(new URL(profile, link.url).href)
    await expect.poll(async () => (await house.statusOf(link.id))?.state).toBe('taken')
    expect(await house.statusOf(link.id)).toMatchObject({ serial, visitor: '127.0.0.1' })
    expect((await house.statusOf(link.id))?.authorityTakenAt).not.toBeNull()
    house.clock += 1000
    house.engine.gate.report([{ at: house.clock, siteId: house.siteId, fingerprint }])
    await expect.poll(() => listens('127.0.0.1', portOf(link))).toBe(false)
    expect(states()).toEqual(['waiting true', 'opened true', 'taken true', 'taken false'])
  })

  test('no more than eight are open at once', async () => {
    const devices: string[] = []
    for (let turn = 0; turn < 9; turn += 1) {
      devices.push((await house.engine.client.call('device.add', { name: `Many ${turn}`, key: 'p256' })).id)
    }
    for (const device of devices.slice(0, 8)) await house.start({ device })
    await expect(house.start({ device: devices[8] ?? '' })).rejects.toMatchObject({ code: 'handoff/too-many' })
    // A device's own link is replaced, not counted.
    await house.start({ device: devices[0] ?? '' })
  })

  test('a locked authority is told before anything is opened', async () => {
    await house.engine.client.call('authority.lock', {})
    await expect(house.start()).rejects.toMatchObject({ code: 'authority/locked' })
    await house.engine.client.call('authority.unlock', { passphrase: PASSPHRASE })
  })
})

test('nothing of this was a bug', () => {
  expect(house.engine.bugs).toEqual([])
})
