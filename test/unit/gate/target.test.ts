import { expect, test } from 'vitest'
import { originForm } from '../../../electron/gate/tls/names.ts'

test.each([
  ['/a?b', '/a?b'],
  ['https://nas.home.arpa:8443/a?b', '/a?b'],
  ['HTTP://NAS.home.arpa', '/'],
  ['https://nas.home.arpa?b', '/?b'],
  ['https://elsewhere.home.arpa/a', null],
])('the target %s of nas.home.arpa is %s', (target, origin) => {
  expect(originForm(target, 'nas.home.arpa')).toBe(origin)
})

test('a target with a long name and a line break is refused at once', () => {
  const before = performance.now()
  expect(originForm(`https://${'a'.repeat(200_000)}/\nb`, 'nas.home.arpa')).toBeNull()
  expect(performance.now() - before).toBeLessThan(2000)
})
