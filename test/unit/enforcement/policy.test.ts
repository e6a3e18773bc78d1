import { describe, expect, test } from 'vitest'
import { deviceStatus } from '../../../electron/engine/device/status.ts'
import { overlaps, parseListen, siteUrl } from '../../../electron/engine/network/listen.ts'
import { buildPolicy } from '../../../electron/engine/enforcement/policy.ts'
import { parseCertificate } from '../../../electron/pki/path/certificate.ts'
import { craftCa } from '../../support/craft.ts'
import { normaliseUpstream } from '../../../electron/engine/site/propose.ts'
import { titleOf } from '../../../electron/engine/site/upstream.ts'
import { defaultSiteOptions } from '../../../electron/engine/store/site-options.ts'
import type { SiteRecord } from '../../../electron/engine/store/sites.ts'

const home = craftCa('Home')
const { issuerKey } = parseCertificate(home.der)

const site: SiteRecord = {
  id: 's1',
  name: 'Camera',
  hosts: ['cam.local'],
  listen: '0.0.0.0:8443',
  upstream: 'http://192.0.2.1',
  publicUpstream: null,
  mode: 'pages',
  contact: '',
  enabled: true,
  createdAt: 0,
  certificateSource: 'own',
  certificatePem: 'CERT',
  authorityIds: ['a1'],
  ignoreCase: false,
  observe: false,
  damaged: null,
  rules: [],
  options: defaultSiteOptions,
}

describe('a policy', () => {
  const authority = {
    id: 'a1',
    name: 'Home',
    kind: 'own' as const,
    subject: '',
    issuer: '',
    key_type: 'p256',
    serial: '1',
    fingerprint: 'F1',
    not_before: 0,
    not_after: 0,
    created_at: 0,
    der: home.der,
    crl_pending: 0,
    crl_floor: 0,
    crl_url: null,
    stale_list: 'go-on' as const,
    held_from: null,
  }
  const policy = buildPolicy({
    sites: [
      { site, keyPem: 'KEY', upstreamKeyPem: null, loginValue: null, staple: null },
      {
        site: { ...site, id: 's2', name: 'NAS', hosts: ['nas.local'] },
        keyPem: 'KEY2',
        upstreamKeyPem: null,
        loginValue: null,
        staple: null,
      },
      {
        site: { ...site, id: 's3', name: 'Router', listen: '127.0.0.1:9443' },
        keyPem: 'KEY3',
        upstreamKeyPem: null,
        loginValue: null,
        staple: null,
      },
    ],
    authorities: [authority],
    revocations: [{ authority_id: 'a1', serial: 'AB', revoked_at: 5, reason: 'superseded' }],
    lists: [],
    refused: [],
    listEnds: new Map(),
    known: [{ fingerprint: 'X', id: 'd1', name: 'Phone', groups: '["family"]' }],
    probes: ['P'],
    probesRevoked: [{ serial: 'CD', issuerKey, revokedAt: 6, reason: 'unspecified' }],
    challenges: { http: [], tls: [] },
    acme: null,
    watching: false,
  })

  test('puts sites of one address and port behind one listener', () => {
    expect(policy.listeners.map((one) => [one.address, one.port, one.sites.map((s) => s.name)])).toEqual([
      ['0.0.0.0', 8443, ['Camera', 'NAS']],
      ['127.0.0.1', 9443, ['Router']],
    ])
  })
  test('names revoked certificates by issuer and serial, the diagnosis’ own among them', () => {
    expect(policy.revoked.map((one) => [one.issuerKey, one.serial])).toEqual([
      [issuerKey, 'AB'],
      [issuerKey, 'CD'],
    ])
    expect(policy.known).toEqual([{ fingerprint: 'X', deviceId: 'd1', deviceName: 'Phone', groups: ['family'] }])
  })
})

describe('listen addresses', () => {
  test('are read in every form', () => {
    expect(parseListen('127.0.0.1:443')).toEqual({ address: '127.0.0.1', port: 443 })
    expect(parseListen('[FD00::1]:8443')).toEqual({ address: 'fd00::1', port: 8443 })
    expect(['::', '0.0.0.0']).toContain(parseListen('*:8443').address)
  })
  test('overlap when a visitor could reach both', () => {
    const of = parseListen
    expect(overlaps(of('0.0.0.0:1'), of('127.0.0.1:1'))).toBe(true)
    expect(overlaps(of('192.0.2.1:1'), of('127.0.0.1:1'))).toBe(false)
    expect(overlaps(of('0.0.0.0:1'), of('0.0.0.0:2'))).toBe(false)
  })
  test('make the address that a visitor types', () => {
    expect(siteUrl('cam.local', 443)).toBe('https://cam.local/')
    expect(siteUrl('fd00::1', 8443)).toBe('https://[fd00::1]:8443/')
  })
})

describe('what a person types for an upstream', () => {
  test.each([
    ['192.168.1.20', 'http://192.168.1.20'],
    [' camera.local:8080 ', 'http://camera.local:8080'],
    ['nas:443', 'https://nas'],
    ['https://nas.local:5001/', 'https://nas.local:5001'],
    ['HTTP://Nas.Local/ui/?a=b#c', 'http://nas.local/ui/'],
    ['http://admin:secret@nas', 'http://nas'],
    ['fd00::1', 'http://[fd00::1]'],
    ['[fd00::1]:81', 'http://[fd00::1]:81'],
  ])('%s means %s', (typed, url) => expect(normaliseUpstream(typed)).toBe(url))
  test.each(['', 'ftp://nas', 'javascript:alert(1)', 'http://', 'a b', 'nas:99999'])('refuses %j', (typed) =>
    expect(() => normaliseUpstream(typed)).toThrow(/upstream/),
  )
})

describe('the title of a page', () => {
  test.each([
    ['<TITLE lang=en>A &#38; B\n &lt;x&gt;</TITLE>', 'A & B <x>'],
    ['<title></title>', null],
    ['no title', null],
    [`<title>${'x'.repeat(5000)}`, 'x'.repeat(100)],
  ])('is one short line of text (%#)', (html, title) => expect(titleOf(html)).toBe(title))
})

describe('the status of a device', () => {
  const now = Date.UTC(2026, 0, 1)
  const day = 86_400_000
  test.each([
    [{ notAfter: now + 90 * day, firstSeen: null, revokedAt: null }, 'waiting'],
    [{ notAfter: now + 90 * day, firstSeen: 1, revokedAt: null }, 'active'],
    [{ notAfter: now + 30 * day, firstSeen: 1, revokedAt: null }, 'expiring'],
    [{ notAfter: now - 1, firstSeen: 1, revokedAt: null }, 'expired'],
    [{ notAfter: now, firstSeen: 1, revokedAt: null }, 'expiring'],
    [{ notAfter: now - 1, firstSeen: null, revokedAt: 5 }, 'revoked'],
  ])('%j is %s', (facts, status) => expect(deviceStatus(facts, now)).toBe(status))
})
