import { createPrivateKey, X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sql } from '../../../electron/engine/store/sqlite.ts'
import type { AcmeState } from '../../../electron/engine/store/acme.ts'
import { renewalIdentifier } from '../../../electron/pki/x509/acme.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { startAcmeServer, type TestAcmeServer } from '../../support/acme-server.ts'
import { openAcmeService, type TestAcmeService } from '../../support/acme-service.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { until } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const before = opensslAuthority('Home CA').leaf({ cn: 'before', eku: 'serverAuth', san: 'DNS:before.home' })

let house: TestAcmeServer
let site: TestAcmeService
let folder: string
let ahead = 0
const now = (): number => Date.now() + ahead

async function open(hosts: readonly string[] = ['camera.home']): Promise<void> {
  site = await openAcmeService({ folder, hosts, httpPort: house.httpPort, certificatePem: before.cert, now })
}

const use = (change: { profile?: string } = {}): Promise<void> =>
  site.service.use('site', {
    directory: house.directory,
    caPem: house.ca,
    contact: [],
    external: null,
    settings: { challenge: 'http-01', dns: null, profile: change.profile ?? null, names: null },
    dnsConfig: null,
  })

function state(): AcmeState {
  const row = site.store.acme.certificate('site')
  if (!row) throw new Error('it is not ordered by ACME')
  return row.state
}

function nextAt(): number {
  const row = site.store.acme.certificate('site')
  return (row && site.service.nextAt(row)) ?? Number.NaN
}

/** Time goes on here and at the authority. */
function later(ms: number): void {
  ahead += ms
  house.moveClock(ms)
}

beforeEach(async () => {
  ahead = 0
  folder = temporaryFolder()
  house = await startAcmeServer()
  await open()
})
afterEach(async () => {
  await site.close()
  await house.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

describe('a certificate from an ACME authority', () => {
  it('takes the place of the one before, and is renewed when the authority says, as its replacement', async () => {
    await use()
    expect(site.certificate()).toBe(before.cert)
    await site.service.attempt('site')
    const first = new X509Certificate(site.certificate())
    expect(first.checkPrivateKey(createPrivateKey(site.key() ?? ''))).toBe(true)
    const twoThirds = Date.parse(first.validFrom) + ((Date.parse(first.validTo) - Date.parse(first.validFrom)) * 2) / 3
    // Renewal information of this authority begins there.
    expect(state().renewAt).toBe(Math.floor(twoThirds))
    site.service.check()
    expect(site.installed()).toBe(1)

    later(nextAt() - now() + 1)
    site.service.check()
    await until(() => site.installed() === 2)
    const second = new X509Certificate(site.certificate())
    expect(second.serialNumber).not.toBe(first.serialNumber)
    expect(second.publicKey.equals(first.publicKey)).toBe(false)
    const old = house.store.acmeServer.issuedByRenewalId(renewalIdentifier(first.raw) ?? '')
    expect(old?.replacedBy).not.toBeNull()
  })

  it('is ordered anew at once when the site has other names, and when its key is lost', async () => {
    await use()
    await site.service.attempt('site')
    expect(nextAt()).toBeGreaterThan(now())
    await site.close()
    await open(['camera.home', 'door.home'])
    expect(nextAt()).toBe(0)
    await site.service.attempt('site')
    expect(new X509Certificate(site.certificate()).checkHost('door.home')).toBe('door.home')
    site.store.sites.saveSealed('server-key', 'site', null)
    expect(nextAt()).toBe(0)
  })

  it('is not ordered again and again when the authority says “now” for ever', async () => {
    await use()
    await site.service.attempt('site')
    site.store.acme.updateState('site', (current) => ({ ...current, renewAt: 0 }))
    expect(nextAt()).toBeGreaterThan(now() + 20 * HOUR)
  })

  it('that was revoked for its key is replaced with another key, and not named as replaced', async () => {
    await use()
    await site.service.attempt('site')
    const first = site.certificate()
    await site.service.revoke('site', 'key-compromise')
    expect(house.isRevoked(first)).toBe(true)
    await until(() => site.installed() === 2)
    const old = house.store.acmeServer.issuedByRenewalId(renewalIdentifier(new X509Certificate(first).raw) ?? '')
    expect(old?.replacedBy).toBeNull()
  })

  it('that cannot be used yet because the clock here is wrong is kept, not ordered again', async () => {
    await use()
    ahead = -2 * DAY
    await expect(site.service.attempt('site')).rejects.toMatchObject({ code: 'acme/clock' })
    const issued = state().order?.certificatePem
    expect(issued).toContain('BEGIN CERTIFICATE')
    expect(site.certificate()).toBe(before.cert)
    ahead = 0
    await site.service.attempt('site')
    expect(new X509Certificate(site.certificate()).serialNumber).toBe(new X509Certificate(issued ?? '').serialNumber)
  })
})

describe('an order that fails', () => {
  it('leaves the old certificate, is told, and tried again at growing distances, also after a restart', async () => {
    await use()
    house.addresses.set('camera.home', ['192.0.2.1'])
    const distances: number[] = []
    for (let count = 1; count <= 7; count += 1) {
      await expect(site.service.attempt('site')).rejects.toMatchObject({ code: 'acme/problem-rejected-identifier' })
      expect(state()).toMatchObject({
        failures: count,
        lastFailure: { type: expect.stringContaining('rejected') as string },
      })
      distances.push(nextAt() - now())
      await site.close()
      await open()
      later(HOUR)
    }
    expect(site.certificate()).toBe(before.cert)
    const minutes = distances.map((one) => Math.ceil(one / 60_000))
    expect(minutes).toEqual([5, 14, 54, 216, 648, 1296, 1296])
    house.addresses.delete('camera.home')
    await site.service.attempt('site')
    expect(state()).toMatchObject({ failures: 0, lastFailure: null, nextAttemptAt: null })
  })

  it('because the authority wants a pause is not tried before, whoever asks for it', async () => {
    await use()
    house.failSigning(new AppError('authority/locked'))
    await expect(site.service.attempt('site')).rejects.toMatchObject({ code: 'acme/problem-server-internal' })
    house.failSigning(null)
    await site.close()
    await open()
    // Retry-After of this authority.
    expect(state().waitUntil).toBeGreaterThan(now() + 290_000)
    await expect(site.service.attempt('site')).rejects.toMatchObject({ code: 'acme/waiting' })
    later(301_000)
    // The order goes on where it was: the name need not be shown again.
    const asked = house.lookups.length
    await site.service.attempt('site')
    expect(house.lookups.length).toBe(asked)
    expect(site.certificate()).not.toBe(before.cert)
  })

  it('because the authority forgot the account makes a new one', async () => {
    await use()
    await site.service.attempt('site')
    house.store.sql.transaction(() => (house.store.sql as Sql).run('DELETE FROM acme_clients'))
    later(60 * DAY)
    await expect(site.service.attempt('site')).rejects.toMatchObject({ code: 'acme/problem-account-does-not-exist' })
    await site.service.attempt('site')
    expect(state().failures).toBe(0)
  })

  it('keeps no secret where a copy of the database alone shows it', async () => {
    await use()
    await site.service.attempt('site')
    const bytes = fs
      .readdirSync(folder)
      .map((name) => fs.readFileSync(`${folder}/${name}`).toString('latin1'))
      .join('')
    expect(bytes).not.toContain('PRIVATE KEY')
  })
})

describe('the key of an account', () => {
  it('is changed, and what was under way before a kill is settled with the authority', async () => {
    await use()
    await site.service.attempt('site')
    const { signal } = new AbortController()
    const keyOf = (): string | null => site.store.acme.secret('acme-account-key', 'account')
    const first = keyOf()
    await site.service.accounts.changeKey('account', signal)
    const second = keyOf()
    expect(second).not.toBe(first)
    // Killed after the authority had the new key, and before it was written down here.
    site.store.acme.saveSecret('acme-next-account-key', 'account', second)
    site.store.acme.saveSecret('acme-account-key', 'account', first)
    await site.service.accounts.open('account', signal)
    expect(keyOf()).toBe(second)
    // Killed before the authority heard of it.
    site.store.acme.saveSecret('acme-next-account-key', 'account', first)
    await site.service.accounts.open('account', signal)
    expect([keyOf(), site.store.acme.secret('acme-next-account-key', 'account')]).toEqual([second, null])
  })
})
