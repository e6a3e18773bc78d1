import { expect, test } from 'vitest'
import { explainCode, listCodes } from '../../../electron/engine/diagnosis/codes.ts'
import { said } from '../../support/said.ts'

test.each([
  // what people paste, what it is about
  ['10', 'verify', 10],
  ['116', 'alert', 116],
  ['CERT_HAS_EXPIRED', 'verify', 10],
  ['x509_v_err_crl_has_expired', 'verify', 12],
  ['unknown_ca', 'alert', 48],
  ['SSL alert number 48', 'alert', 48],
  ['ERR_BAD_SSL_CLIENT_AUTH_CERT', 'alert', 116],
  ['This site can’t be reached: ERR_SOCKET_NOT_CONNECTED', 'alert', 116],
  ['net::ERR_SSL_UNRECOGNIZED_NAME_ALERT', 'alert', 112],
  ['SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT', 'alert', 116],
  ['SSL_ERROR_UNKNOWN_CA_ALERT', 'alert', 48],
  ['SEC_ERROR_UNKNOWN_ISSUER', 'verify', 20],
  ['verify error:num=21:unable to verify the first certificate', 'verify', 21],
  ['verify error:num=20', 'verify', 20],
  ['Verify return code: 19 (self-signed certificate in certificate chain)', 'verify', 19],
  ['error 18 at 0 depth lookup: self-signed certificate', 'verify', 18],
  ['SSLV3_ALERT_BAD_CERTIFICATE', 'alert', 42],
  ['sslv3 alert certificate revoked', 'alert', 44],
  [
    '2026/11/20 21:04:11 [info] 12#12: *3 client SSL certificate verify error: (10:certificate has expired) while reading client request headers, client: 192.168.1.7, server: camera.home',
    'verify',
    10,
  ],
  ['*7 client sent no required SSL certificate while reading client request headers', 'alert', 116],
  [
    'SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking',
    'alert',
    48,
  ],
  [
    'haproxy[12]: 192.168.1.7:51514 [20/Nov/2026:21:04:11.123] https/1: SSL client certificate not trusted',
    'verify',
    1,
  ],
  ['haproxy[12]: 192.168.1.7:51514 [..] https/1: SSL client CA chain cannot be verified', 'verify', 2],
  ['X-SSL-Error: 23', 'verify', 23],
  ['ssl_c_verify 26', 'verify', 26],
  ['[ssl:error] AH02039: Certificate Verification: Error (20): unable to get local issuer certificate', 'verify', 20],
  ['AH02261: Re-negotiation handshake failed', 'alert', 100],
  [
    'curl: (56) OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0',
    'alert',
    116,
  ],
  ['curl: (35) error:0A000410:SSL routines::sslv3 alert handshake failure', 'alert', 40],
  ['curl: (60) SSL certificate problem: unable to get local issuer certificate', 'verify', 20],
  ['curl: (98) SSL: client certificate required', 'alert', 116],
  ['remote error: tls: unknown certificate authority', 'alert', 48],
  ['tls: client didn’t provide a certificate', 'alert', 116],
  ['ssl.SSLCertVerificationError: certificate verify failed: Missing Authority Key Identifier', 'verify', 85],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'verify', 21],
  ['Error: unable to verify the first certificate; code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE"', 'verify', 21],
  ['Error code: SSL_ERROR_EXPIRED_CERT_ALERT', 'alert', 45],
  ['NSURLErrorDomain error -1206', 'alert', 116],
  ['CFNetwork SSLHandshake failed (-9831)', 'alert', 48],
  ['ERR_SSL_WRONG_VERSION_NUMBER wrong version number', 'alert', 70],
  ['495', 'verify', 1],
])('%s', (query, kind, number) => {
  expect(explainCode(query)).toMatchObject({ kind, number })
})

test('a bare number that is both a verify code and an alert names both', () => {
  const found = said(explainCode('48'))
  expect(found).toMatchObject({ kind: 'verify', name: 'X509_V_ERR_EXCLUDED_VIOLATION' })
  expect(found.explanation).toContain('unknown_ca')
  expect(found.aliases).toContain('TLS alert 48 unknown_ca')
})

test('a number that BoringSSL uses for something else says so', () => {
  expect(said(explainCode('24')).aliases).toContain('X509_V_ERR_INVALID_CA in BoringSSL (Electron)')
})

test.each(['', '   ', '99999', 'hello', '-1', '__proto__', 'constructor', '\u0000', 'x'.repeat(10_000)])(
  'what means nothing is refused by name: %j',
  (query) => {
    expect(() => explainCode(query)).toThrow(expect.objectContaining({ code: 'diagnosis/unknown-code' }))
  },
)

test('ten thousand characters of near misses are answered at once', () => {
  for (const piece of ['verify error ', 'alert ', 'ssl_c_verify', '-98', 'error ', 'curl: (']) {
    const started = performance.now()
    try {
      explainCode(piece.repeat(Math.floor(10_000 / piece.length)))
    } catch {
      // Whether it is found does not matter here.
    }
    expect(performance.now() - started).toBeLessThan(500)
  }
})

test('the list is searched by number, name, browser’s name and words of the explanation', () => {
  expect(listCodes().length).toBeGreaterThan(130)
  expect(listCodes('ERR_BAD_SSL_CLIENT_AUTH_CERT').map((code) => code.name)).toContain('unknown_ca')
  expect(listCodes('revocation list next update').map((code) => code.name)).toContain('X509_V_ERR_CRL_HAS_EXPIRED')
  expect(listCodes('zzzzzz')).toEqual([])
})
