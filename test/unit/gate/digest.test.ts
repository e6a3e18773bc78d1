import { describe, expect, test } from 'vitest'
import { DigestLogin } from '../../../electron/gate/upstream/digest.ts'

/** Parameters of an Authorization header, without their quotes. */
function parameters(value: string | undefined): Record<string, string> {
  const found = [...(value ?? '').matchAll(/([a-z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g)]
  return Object.fromEntries(found.map(([, name = '', quoted, token = '']) => [name, quoted ?? token]))
}
const challenge = (text: string): string[] => ['WWW-Authenticate', text]
const mufasa = { user: 'Mufasa', password: 'Circle of Life' }
const target = { method: 'GET', path: '/dir/index.html' }

describe('RFC 7616 §3.9', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('the example with %s has the response of the standard', (algorithm, response) => {
    const login = new DigestLogin(mufasa, () => 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ')
    const realm = 'realm="http-auth@example.org", qop="auth, auth-int"'
    const rest =
      'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    expect(login.challenged(challenge(`Digest ${realm}, algorithm=${algorithm}, ${rest}`), null, true)).toBe(true)
    expect(parameters(login.answer(target)?.value)).toMatchObject({
      username: 'Mufasa',
      uri: '/dir/index.html',
      algorithm,
      nc: '00000001',
      qop: 'auth',
      response,
      opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    })
  })

  test('the example with SHA-512-256, a hashed name and UTF-8', () => {
    const login = new DigestLogin(
      { user: 'J\u00e4s\u00f8n Doe', password: 'Secret, or not?' },
      () => 'NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm',
    )
    const text =
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true'
    expect(login.challenged(challenge(text), null, true)).toBe(true)
    const answer = parameters(login.answer({ method: 'GET', path: '/doe.json' })?.value)
    // Errata 4897 of RFC 7616: with the real SHA-512/256.
    expect(answer).toMatchObject({
      username: '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
      userhash: 'true',
    })
  })
})

const plain = 'Digest realm="r", nonce="n1", qop="auth"'

test('the counter rises with each answer, and begins anew with the next nonce', () => {
  const login = new DigestLogin(mufasa)
  expect(login.answer(target)).toBeNull()
  login.challenged(challenge(plain), null, true)
  const counts = [1, 2, 3].map(() => parameters(login.answer(target)?.value)['nc'])
  expect(counts).toEqual(['00000001', '00000002', '00000003'])
  login.answered(['Authentication-Info', 'rspauth="aa", qop=auth, nextnonce="n2", nc=00000003'])
  expect(parameters(login.answer(target)?.value)).toMatchObject({ nonce: 'n2', nc: '00000001' })
})

test('a nonce that is out of date is answered anew, a wrong password not', () => {
  const login = new DigestLogin(mufasa)
  login.challenged(challenge(plain), null, true)
  const sent = login.answer(target)
  const stale = challenge('Digest realm="r", nonce="n2", qop="auth", stale=true')
  const fresh = challenge('Digest realm="r", nonce="n3", qop="auth"')
  expect(login.challenged(stale, sent, true)).toBe(true)
  expect(login.challenged(fresh, login.answer(target), true)).toBe(false)
  // Devices that say no `stale`: the nonce of an earlier request may have been out of date.
  expect(login.challenged(challenge('Digest realm="r", nonce="n4", qop="auth"'), login.answer(target), false)).toBe(
    true,
  )
  expect(login.challenged(challenge('Digest realm="r", nonce="n4", qop="auth"'), login.answer(target), false)).toBe(
    false,
  )
})

test.each([
  [
    'the strongest of several',
    'Digest realm="r", nonce="a", algorithm=MD5, qop="auth", Digest realm="r", nonce="b", algorithm=SHA-256, qop="auth"',
    'b',
  ],
  ['the first without an algorithm, which is MD5', 'Basic realm="x", Digest realm="r", nonce="a"', 'a'],
  ['none that is not known', 'Digest realm="r", nonce="a", algorithm=SHA3-512', undefined],
  ['none that hashes the body', 'Digest realm="r", nonce="a", qop="auth-int"', undefined],
  ['none without a nonce', 'Digest realm="r"', undefined],
  ['none without a realm', 'Digest nonce="a", qop="auth"', undefined],
  ['one with an empty realm', 'Digest realm="", nonce="a", qop="auth"', 'a'],
  ['none of another scheme', 'Basic realm="r"', undefined],
])('of challenges %s is answered', (_which, text, nonce) => {
  const login = new DigestLogin(mufasa)
  expect(login.challenged(challenge(text), null, true)).toBe(nonce !== undefined)
  expect(parameters(login.answer(target)?.value)['nonce']).toBe(nonce)
})

test('without qop the response is that of RFC 2069, and MD5-sess keeps its client nonce', () => {
  const old = new DigestLogin(mufasa)
  old.challenged(challenge('Digest realm="r", nonce="n"'), null, true)
  expect(Object.keys(parameters(old.answer(target)?.value))).toEqual(['username', 'realm', 'nonce', 'uri', 'response'])
  const session = new DigestLogin(mufasa)
  session.challenged(challenge('Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth"'), null, true)
  const [one, two] = [session.answer(target), session.answer(target)].map(
    (answer) => parameters(answer?.value)['cnonce'],
  )
  expect(one).toBe(two)
})

test('a name beyond ASCII is written as RFC 8187 says, and quotes are escaped', () => {
  const login = new DigestLogin({ user: 'jürgen', password: 'x' })
  login.challenged(challenge('Digest realm="a \\"b\\"", nonce="n", qop="auth"'), null, true)
  const value = login.answer(target)?.value ?? ''
  expect(value).toContain("username*=UTF-8''j%C3%BCrgen")
  expect(value).toContain('realm="a \\"b\\""')
})
