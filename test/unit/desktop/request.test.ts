import { expect, test } from 'vitest'
import { requestOf, requestOfLink } from '../../../electron/desktop/request.ts'

test.each([
  ['vestibule://open/devices', '#/devices'],
  ['vestibule://open/devices/aB3_-x', '#/devices/aB3_-x'],
  ['vestibule://open/devices?status=expiring', '#/devices?status=expiring'],
  ['vestibule://open/diagnostics/code', '#/diagnostics/code'],
])('%s leads to %s', (link, address) => {
  expect(requestOfLink(link)).toEqual({ kind: 'address', address })
})

test.each([
  'vestibule://app/index.html',
  'vestibule://open/nowhere',
  'vestibule://open/devices/../settings',
  'vestibule://open/devices/%2e%2e',
  'vestibule://open/devices/a/b',
  'vestibule://open/devices/<script>',
  // Nothing that starts something by itself.
  'vestibule://open/diagnostics/site?run=1',
  'vestibule://open/devices/abc?carry=1',
  'vestibule://open/devices?status=expiring&run=1',
  'vestibule://open/devices#x',
  'vestibule://open/devices\n',
  ' vestibule://open/devices',
  'VESTIBULE://open/devices',
  'vestibule://user@open/devices',
  `vestibule://open/devices/${'a'.repeat(65)}`,
  'https://open/devices',
])('%s is no link', (link) => {
  expect(requestOfLink(link)).toBeNull()
})

test('a command line is read whatever Chromium adds to it', () => {
  const file = { kind: 'file', path: '/home/a/alice.pfx' }
  expect(requestOf(['vestibule', '--no-sandbox', 'alice.pfx'], '/home/a')).toEqual(file)
  expect(requestOf(['electron', '.', '/home/a/alice.pfx', '--original-process-start-time=1'], '/')).toEqual(file)
  expect(requestOf(['vestibule', 'ALICE.P12'], '/home/a')).toEqual({ kind: 'file', path: '/home/a/ALICE.P12' })
  expect(requestOf(['vestibule', 'a.csr', 'vestibule://open/home'], '/x')).toEqual({ kind: 'file', path: '/x/a.csr' })
  expect(requestOf(['vestibule', 'vestibule://open/home'], '/')).toEqual({ kind: 'address', address: '#/home' })
})

test('what is not for us only shows the window', () => {
  for (const argument of ['notes.txt', 'https://example.com/a.pfx', 'file:///etc/a.pfx', '--file=a.pfx', ''])
    expect(requestOf(['vestibule', argument], '/')).toEqual({ kind: 'show' })
  expect(requestOf(['alice.pfx'], '/')).toEqual({ kind: 'show' })
})
