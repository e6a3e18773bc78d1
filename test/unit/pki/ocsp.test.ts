import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ocspRequest, responderOf } from '../../../electron/pki/ocsp/request.ts'
import { readOcspResponse, type OcspStatus } from '../../../electron/pki/ocsp/response.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { opensslOcspRequest, opensslOcspResponse, type OcspAnswer } from '../../support/openssl-ocsp.ts'
import { opensslAuthority, selfSigned, type Issued } from '../../support/openssl-pki.ts'

const URL = 'http://ocsp.example.org/status'
const authority = opensslAuthority('Public Root')
const leaf = authority.leaf({ cn: 'nas.example.org', eku: 'serverAuth', ocsp: URL })
const other = authority.leaf({ cn: 'other.example.org', eku: 'serverAuth', ocsp: URL })
const delegate = authority.leaf({ cn: 'Responder', eku: 'OCSPSigning' })
const der = ({ cert }: Issued): Uint8Array => new X509Certificate(cert).raw
const MINUTE = 60_000

const answer = (rest: Partial<OcspAnswer> = {}): Buffer => opensslOcspResponse({ authority, leaf, ...rest })
const read = (response: Uint8Array, now = Date.now()): OcspStatus =>
  readOcspResponse(response, { leaf: der(leaf), issuer: der(authority), now })
/** Why a response is not used. */
function problem(response: Uint8Array, now?: number): string {
  try {
    return read(response, now).status
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}

describe('the request', () => {
  test('is, byte for byte, what openssl would send', () => {
    expect(Buffer.from(ocspRequest(der(leaf), der(authority)))).toEqual(opensslOcspRequest({ authority, leaf }))
  })

  test('goes where the certificate says, and nowhere when it says nothing', () => {
    expect(responderOf(der(leaf))).toBe(URL)
    expect(responderOf(der(delegate))).toBeNull()
    const strange = authority.leaf({ cn: 'x', eku: 'serverAuth', ocsp: 'ldap://ocsp.example.org/' })
    expect(responderOf(der(strange))).toBeNull()
  })
})

describe('a response', () => {
  test('of the issuer itself counts, with its status and for as long as it says', () => {
    const before = Math.floor(Date.now() / 1000) * 1000
    for (const said of ['good', 'revoked', 'unknown'] as const) {
      const { status, from, until } = read(answer({ said }))
      expect(status).toBe(said)
      expect(from).toBeGreaterThanOrEqual(before)
      expect(until - from).toBe(10 * MINUTE)
    }
  })

  test('of whom the issuer appointed counts, named by subject or by key', () => {
    expect(problem(answer({ signer: delegate }))).toBe('good')
    expect(problem(answer({ signer: delegate, args: ['-nmin', '5', '-resp_key_id'] }))).toBe('good')
  })

  test('of anybody else does not count', () => {
    const stranger = opensslAuthority('Public Root')
    const elsewhere = stranger.leaf({ cn: 'Responder', eku: 'OCSPSigning' })
    expect(problem(answer({ signer: other }))).toContain('not appointed')
    expect(problem(answer({ signer: elsewhere }))).toContain('appointed by somebody else')
    expect(problem(answer({ signer: selfSigned('Responder') }))).toContain('not appointed')
    // The same name as the issuer, and another key.
    expect(problem(answer({ signer: stranger }))).toContain('signature is not good')
    expect(problem(answer({ signer: delegate, args: ['-nmin', '5', '-resp_no_certs'] }))).toContain('not known')
    const over = authority.leaf({ cn: 'R', eku: 'OCSPSigning', from: '20200101000000Z', to: '20210101000000Z' })
    expect(problem(answer({ signer: over }))).toContain('not in force')
  })

  test('about another certificate, or of another issuer, does not count', () => {
    expect(problem(opensslOcspResponse({ authority, leaf: other }))).toContain('about another certificate')
  })

  test('counts from its beginning to its end, and not without an end', () => {
    const response = answer()
    expect(problem(response, Date.now() + 9 * MINUTE)).toBe('good')
    expect(problem(response, Date.now() + 11 * MINUTE)).toContain('does not count any more')
    expect(problem(response, Date.now() - 4 * MINUTE)).toBe('good')
    expect(problem(response, Date.now() - 6 * MINUTE)).toContain('counts only later')
    expect(problem(answer({ args: [] }))).toContain('does not say until when')
  })

  test('with a damaged signature, or one with SHA-1, does not count', () => {
    expect(problem(answer({ args: ['-nmin', '5', '-badsig'] }))).toContain('signature is not good')
    expect(problem(answer({ args: ['-nmin', '5', '-rmd', 'sha1'] }))).toContain('SHA-1')
  })

  // RFC 6960 §4.2.1: responseStatus, and nothing else.
  test.each([
    [1, 'malformed request'],
    [3, 'try later'],
    [6, 'unauthorised'],
    [9, 'status 9'],
  ])('that refuses (%i) says why', (code, words) => {
    expect(problem(Buffer.from([0x30, 3, 0x0a, 1, code]))).toContain(words)
  })

  test('with any byte changed or cut off says the same as before, or is refused in words', () => {
    for (const response of [answer(), answer({ signer: delegate })]) {
      for (let at = 0; at < response.length; at += 1) {
        for (const bit of [0x01, 0x80]) {
          const changed = Buffer.from(response)
          changed[at] = (changed[at] ?? 0) ^ bit
          const said = problem(changed)
          expect(['revoked', 'unknown']).not.toContain(said)
        }
        expect(problem(response.subarray(0, at))).not.toBe('good')
      }
    }
    for (const nothing of ['', '<html></html>', '\u0030\u0080', '\u0030\u0000']) {
      expect(problem(Buffer.from(nothing, 'latin1'))).toContain('not used')
    }
  })
})
