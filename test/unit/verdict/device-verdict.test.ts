import { expect, test } from 'vitest'
import { deviceVerdict, type DeviceFacts } from '../../../shared/verdict/device-verdict.ts'

const notAfter = '2027-11-30T00:00:00.000Z'
const active: DeviceFacts = { name: 'Lena', status: 'active', onHold: false, notAfter, previous: null }
const previous = { serial: '01', notAfter, lastSeen: notAfter }

test.each<[string, Partial<DeviceFacts>, ReturnType<typeof deviceVerdict>['state'], string | undefined, string | null]>(
  [
    ['gets in', {}, 'works', undefined, null],
    ['was never seen', { status: 'waiting' }, 'works-but', 'device/never-seen', 'hand-over'],
    ['was renewed', { status: 'waiting', previous }, 'works-but', 'device/renewal-not-seen', 'hand-over'],
    ['expires soon', { status: 'expiring' }, 'works-but', 'device/expires-soon', 'renew'],
    ['expired', { status: 'expired' }, 'does-not-work', 'device/is-expired', 'renew'],
    ['is on hold', { status: 'revoked', onHold: true }, 'does-not-work', 'device/is-on-hold', 'release'],
    ['is revoked', { status: 'revoked' }, 'does-not-work', 'device/is-revoked', 'reissue'],
  ],
)('a device that %s', (_name, facts, state, code, fix) => {
  const verdict = deviceVerdict({ ...active, ...facts })
  expect([verdict.state, verdict.reason?.code, verdict.fix]).toEqual([state, code, fix])
})
