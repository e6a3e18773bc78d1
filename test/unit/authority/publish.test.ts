import { describe, expect, test } from 'vitest'
import { proposeAddress, publishedPath, publisherOf } from '../../../electron/engine/authority/publish.ts'
import { defaultSiteOptions } from '../../../electron/engine/store/site-options.ts'

const site = (redirects: string[], hosts = ['camera.home', 'fd00::1'], enabled = true) => ({
  name: hosts[0],
  enabled,
  hosts,
  options: { ...defaultSiteOptions, redirects },
})

describe('a list is answered', () => {
  const camera = site(['0.0.0.0:8080'])
  test.each([
    ['at the port that is listened on', 'http://camera.home:8080/home.crl', '/home.crl'],
    ['at port 80, which a router may map', 'http://camera.home/lists/home.crl', '/lists/home.crl'],
    ['whatever the case of the name', 'HTTP://Camera.HOME./home.crl', '/home.crl'],
    ['at an IPv6 address', 'http://[fd00::1]:8080/home.crl', '/home.crl'],
    ['at a path as it is written', 'http://camera.home/B%c3%bcro.crl', '/B%c3%bcro.crl'],
  ])('%s', (_where, url, path) => {
    expect(publishedPath(url, camera, '0.0.0.0:8080')).toBe(path)
  })

  test.each([
    ['at another host', 'http://elsewhere.home/home.crl'],
    ['at a port where somebody else is', 'http://camera.home:9000/home.crl'],
    ['in the place of the whole site', 'http://camera.home/'],
    ['without a path', 'http://camera.home'],
    ['for a query', 'http://camera.home/list?of=home'],
    ['over LDAP', 'ldap://camera.home/cn=home'],
    ['for whoever names a user', 'http://camera.home@elsewhere.home/home.crl'],
  ])('never %s', (_where, url) => {
    expect(publishedPath(url, camera, '0.0.0.0:8080')).toBeNull()
  })

  test('never by a site that is closed, or has no plain-HTTP port', () => {
    const url = 'http://camera.home/home.crl'
    expect(publisherOf(url, [site([]), site(['*:80'], undefined, false), camera])).toBe(camera)
    expect(publisherOf(url, [site([])])).toBeUndefined()
    expect(publisherOf(null, [camera])).toBeUndefined()
  })
})

test('an address is proposed that a site answers, in ASCII', () => {
  const proposals = [
    proposeAddress('Home', [site([]), site(['0.0.0.0:8080', '*:80'])]),
    proposeAddress('Büro & Garten', [site(['[::]:8080'], ['fd00::1'])]),
  ]
  expect(proposals).toEqual([
    'http://camera.home/vestibule/Home.crl',
    'http://[fd00::1]:8080/vestibule/B%C3%BCro-Garten.crl',
  ])
  expect(publisherOf(proposals[0] ?? null, [site(['*:80'])])).toBeDefined()
  expect(publisherOf(proposals[1] ?? null, [site(['[::]:8080'], ['fd00::1'])])).toBeDefined()
  expect(proposeAddress('Home', [site([])])).toBeNull()
})
