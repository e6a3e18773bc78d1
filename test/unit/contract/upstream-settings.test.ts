import { describe, expect, test } from 'vitest'
import { SetSite } from '../../../shared/contract/site.ts'
import { readSite, type SiteRow } from '../../../electron/engine/store/site-record.ts'
import { newSiteOptions } from '../../../electron/engine/store/site-options.ts'

/** The field that is said to be wrong, and why; null when nothing is. */
function wrong(input: Record<string, unknown>): [string, string] | null {
  const issue = SetSite.safeParse({ site: 'Camera', ...input }).error?.issues[0]
  return issue ? [issue.path.join('.'), issue.message] : null
}

describe('a switch that is set wrongly is told at its field:', () => {
  test.each([
    ['firstByteTimeout', [0, -1, 1.5, 86_401, '60', null, Number.NaN]],
    ['idleTimeout', [0, 0.5, 86_401, '60', Number.NaN]],
    ['upstreamHeaders', ['all', '', null]],
    ['upstreamConnections', ['two', 1]],
    ['encodedPaths', ['drop', true]],
    [
      'upstreamHost',
      [
        '',
        'a b',
        'a\r\nX: y',
        'http://nas.lan',
        'nas.lan/',
        'nas.lan:',
        'nas.lan:70000',
        '-nas',
        'a..b',
        '[nas]',
        'ü.lan',
      ],
    ],
    ['upgrades', [['a b'], [''], ['a\r\nb'], 'tcp', Array.from({ length: 9 }, (_none, at) => `p${at}`)]],
    // Behind these the door could judge nothing any more.
    ['upgrades', [['h2c'], ['H2C'], ['h2'], ['HTTP/2.0'], ['TLS/1.2'], ['http/1.1']]],
  ] as const)('%s', (field, values) => {
    for (const value of values) {
      const [at, message] = wrong({ [field]: value }) ?? []
      expect(at?.split('.')[0], JSON.stringify(value)).toBe(field)
      expect(message).not.toBe('')
    }
  })
  test.each([
    { firstByteTimeout: 1, idleTimeout: null },
    { firstByteTimeout: 86_400, idleTimeout: 86_400 },
    { upstreamHost: 'visitor' },
    { upstreamHost: 'LOCALHOST:5173' },
    { upstreamHost: '[fd00::1]:8080' },
    { upstreamHost: '192.168.1.1' },
    { upgrades: ['tcp', 'spdy/3.1', 'WebSocket'] },
    { upgrades: [] },
    { encodedPaths: 'refuse', upstreamHeaders: 'none', upstreamConnections: 'one' },
  ])('%j is taken', (input) => {
    expect(wrong(input)).toBeNull()
  })
})

describe('a site that was made before there were switches', () => {
  const row = (options: Record<string, unknown>): SiteRow => ({
    id: 'a',
    name: 'Camera',
    hosts: '["camera.home"]',
    listen: '127.0.0.1:8443',
    upstream: 'http://192.168.1.20/',
    public_upstream: null,
    mode: 'pages',
    contact: '',
    enabled: 1,
    created_at: 0,
    cert_source: 'authority',
    cert_pem: '',
    ignore_case: 0,
    options: JSON.stringify(options),
    observe: 0,
  })
  test('tells its device as much and waits as long as before', () => {
    const { options, damaged } = readSite(row({ http01: 'redirect' }), [], [])
    expect(damaged).toBeNull()
    expect(options).toMatchObject({
      upstreamHeaders: 'full',
      firstByteTimeout: 60,
      idleTimeout: null,
      http01: 'redirect',
    })
    expect(options).toMatchObject({ upstreamHost: 'visitor', upstreamConnections: 'keep', upgrades: [] })
  })
  test('and a new one tells address and host, and waits five minutes', () => {
    expect(newSiteOptions).toMatchObject({ upstreamHeaders: 'forwarded', firstByteTimeout: 300 })
  })
  test.each([
    { firstByteTimeout: 'x' },
    { upstreamHeaders: 'everything' },
    { upgrades: 'tcp' },
    { upstreamHost: null },
  ])('is never opened with what cannot be read: %j', (options) => {
    expect(readSite(row(options), [], []).damaged).toBe('options')
  })
})
