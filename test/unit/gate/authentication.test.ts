import { describe, expect, test } from 'vitest'
import { asksForConnectionLogin, logsConnectionIn } from '../../../electron/gate/upstream/authentication.ts'

describe('credentials', () => {
  test.each([
    ['NTLM TlRMTVNTUAABAAAA', true],
    ['ntlm TlRMTVNTUAABAAAA', true],
    ['Negotiate YIIJvwYG', true],
    ['Kerberos YIIJvwYG', true],
    // What nobody knows may be one of them.
    ['Wonderful abc', true],
    ['abcdef', true],
    ['Basic YTpi', false],
    ['basic YTpi', false],
    ['Bearer abc', false],
    ['Digest username="a", realm="b"', false],
    ['DPoP abc', false],
    ['', false],
  ])('%s', (value, expected) => {
    expect(logsConnectionIn(['Host', 'camera.home', 'Authorization', value])).toBe(expected)
    expect(logsConnectionIn(['proxy-authorization', value])).toBe(expected)
  })

  test('are looked for wherever they stand', () => {
    expect(logsConnectionIn(['Authorization', 'Basic YTpi', 'AUTHORIZATION', 'NTLM abc'])).toBe(true)
    expect(logsConnectionIn(['X-Authorization', 'NTLM abc', 'Accept', 'text/html'])).toBe(false)
  })
})

describe('challenges (RFC 9110 §11.6.1)', () => {
  test.each([
    [['WWW-Authenticate', 'NTLM'], true],
    [['WWW-Authenticate', 'Negotiate'], true],
    [['WWW-Authenticate', 'NTLM TlRMTVNTUAACAAAA'], true],
    [['WWW-Authenticate', 'Basic realm="a", NTLM'], true],
    [['WWW-Authenticate', 'Digest realm="a, b", nonce="c", qop="auth", Negotiate'], true],
    [['WWW-Authenticate', 'Basic realm="a"', 'www-authenticate', 'NTLM'], true],
    [['Proxy-Authenticate', 'NTLM'], true],
    [['WWW-Authenticate', 'Basic realm="NTLM, Negotiate"'], false],
    [['WWW-Authenticate', 'Basic realm="say \\"NTLM\\", please", charset="UTF-8"'], false],
    [['WWW-Authenticate', 'Digest realm="a", nonce="b", algorithm=MD5, qop="auth"'], false],
    [['WWW-Authenticate', 'Bearer scope = "a", error="b"'], false],
    [['WWW-Authenticate', ''], false],
    [['X-Authenticate', 'NTLM'], false],
  ])('%j', (headers, expected) => {
    expect(asksForConnectionLogin(401, headers)).toBe(expected)
    expect(asksForConnectionLogin(407, headers)).toBe(expected)
    expect(asksForConnectionLogin(200, headers)).toBe(false)
  })
})
