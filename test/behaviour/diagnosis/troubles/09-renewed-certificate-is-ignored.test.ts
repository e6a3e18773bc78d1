import { expect, test } from 'vitest'
import { PASSPHRASE } from '../../../support/engine.ts'
import { until } from '../../../support/gate.ts'
import { startHouse } from '../../../support/house.ts'
import { watchDoor } from '../../../support/watch.ts'

/** T9: a renewed certificate is ignored: the browser still offers the old one. */
test('the old certificate after a renewal is recognised, and with the new one the device is in', async () => {
  const house = await startHouse()
  try {
    const old = await house.addDevice('Tablet')
    await house.visit({ certificate: old })
    await house.client.call('device.renew', { device: 'Tablet', passphrase: PASSPHRASE })
    const renewed = await house.carry('Tablet')
    // Until the new one was seen the old one is good: nobody is locked out by a renewal.
    expect((await house.visit({ certificate: old })).status).toBe(200)
    expect((await house.visit({ certificate: renewed })).status).toBe(200)
    await expect.poll(async () => (await house.visit({ certificate: old })).status).toBe(403)
    const door = await watchDoor(house)
    await house.visit({ certificate: old })
    await until(() => door.knocks.length > 0)
    expect(door.knocks[0]).toMatchObject({ what: 'revoked', verifyCode: 23, presented: { device: 'Tablet' } })
    expect(door.knocks[0]?.explanation).toContain('the browser still offers the one from before')
    expect(door.knocks[0]?.fix).toContain('remove the old one from the device')
    // The fix, followed: only the new one is offered.
    await house.visit({ certificate: renewed })
    await until(() => door.knocks.length > 1)
    expect(await door.stop()).toMatchObject({ ok: true, summary: expect.stringContaining('“Tablet” was let in.') })
  } finally {
    await house.close()
  }
})
