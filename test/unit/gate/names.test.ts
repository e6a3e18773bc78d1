import { expect, test } from 'vitest'
import { normaliseHost } from '../../../electron/gate/tls/names.ts'

test.each([
  ['NAS.Home.Arpa', 'nas.home.arpa'],
  ['nas.home.arpa.', 'nas.home.arpa'],
  ['nas.home.arpa.:8443', 'nas.home.arpa'],
  ['[FD00::1]:8443', 'fd00::1'],
  ['[::ffff:192.0.2.1]', '192.0.2.1'],
])('%s is the host %s', (text, host) => {
  expect(normaliseHost(text)).toBe(host)
})

test.each(['', '.', '..', 'a..', 'a b', 'a/b', 'user@a', 'a\\b', '[::1', 'a%eth0', '%', 'é', 'a\0', 'a'.repeat(254)])(
  '“%s” is no host',
  (text) => {
    expect(normaliseHost(text)).toBeNull()
  },
)
