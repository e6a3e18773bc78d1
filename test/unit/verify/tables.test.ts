import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import {
  alertByName,
  alertByNumber,
  alertFromError,
  tlsAlerts,
  verifyCodeByName,
  verifyCodeByNumber,
  verifyCodeFromNode,
  verifyCodeFromText,
  verifyCodes,
} from '../../../shared/verify/index.ts'
import { alertMeaningOf, meaningOf } from '../../../shared/verify/meaning.ts'
import { said } from '../../support/said.ts'
import { needs } from '../../support/programs.ts'

const HEADERS = '/usr/include/openssl'

/** OpenSSL's own texts, number → text, asked from the installed libcrypto. */
function opensslTexts(): Map<number, string> {
  const script = `
import ctypes
lib = ctypes.CDLL('libcrypto.so.3')
lib.X509_verify_cert_error_string.restype = ctypes.c_char_p
for n in range(105): print(n, lib.X509_verify_cert_error_string(n).decode(), sep='\\t')
`
  const out = execFileSync('python3', ['-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return new Map(
    out
      .trim()
      .split('\n')
      .map((line) => [Number(line.split('\t')[0]), line.split('\t')[1] ?? '']),
  )
}

test('numbers and names of verify codes are those of OpenSSL’s header', needs('libssl-dev'), () => {
  const file = `${HEADERS}/x509_vfy.h`
  const defined = [...fs.readFileSync(file, 'utf8').matchAll(/define\s+(X509_V_(?:OK|ERR_\w+))\s+(\d+)/g)]
  expect(defined.length).toBeGreaterThan(90)
  for (const [, name, number] of defined) {
    expect(verifyCodeByNumber(Number(number))?.name, `number ${number}`).toBe(name)
  }
})

test('texts of verify codes are those of the installed OpenSSL', needs('openssl', 'python3'), () => {
  const texts = opensslTexts()
  let compared = 0
  for (const { number, text } of verifyCodes) {
    const own = texts.get(number) ?? ''
    // Codes that the installed version does not know yet come as "unknown certificate verification error".
    if (own.startsWith('unknown') || own.startsWith('error number')) continue
    expect(text, `number ${number}`).toBe(own)
    compared += 1
  }
  expect(compared).toBeGreaterThan(90)
})

test('numbers of alerts are those of OpenSSL’s header', needs('libssl-dev'), () => {
  const files = [`${HEADERS}/ssl.h`, `${HEADERS}/tls1.h`, `${HEADERS}/ssl3.h`]
  const text = files.map((file) => fs.readFileSync(file, 'utf8')).join('\n')
  const defined = [...text.matchAll(/define\s+(?:SSL3|TLS1|TLS13)_AD_(\w+)\s+(\d+)/g)]
  expect(defined.length).toBeGreaterThan(25)
  for (const [, name = '', number] of defined) {
    const spelled = name.toLowerCase().replace('user_cancelled', 'user_canceled')
    expect(alertByNumber(Number(number))?.name, `number ${number}`).toBe(spelled)
  }
})

test('every number and every name is there once', () => {
  expect(new Set(verifyCodes.map((code) => code.number)).size).toBe(verifyCodes.length)
  expect(new Set(verifyCodes.map((code) => code.name)).size).toBe(verifyCodes.length)
  for (let number = 0; number <= 100; number += 1) expect(verifyCodeByNumber(number)?.number).toBe(number)
  expect(new Set(tlsAlerts.map((alert) => alert.number)).size).toBe(tlsAlerts.length)
  expect(new Set(tlsAlerts.map((alert) => alert.name)).size).toBe(tlsAlerts.length)
})

test('every code and alert has an explanation of its own, a cause and a fix, in sentences', () => {
  const meanings = [
    ...verifyCodes.map((code) => [code.name, said(meaningOf(code.name))] as const),
    ...tlsAlerts.map((alert) => [alert.name, said(alertMeaningOf(alert.name))] as const),
  ]
  for (const [name, meaning] of meanings) {
    expect(`${name}: ${meaning?.explanation}`).toMatch(/[.]$/)
    expect(`${name}: ${meaning?.fix}`).toMatch(/[.]$/)
    expect([name, meaning?.causes.length]).not.toEqual([name, 0])
    for (const cause of meaning?.causes ?? []) expect(`${name}: ${cause}`).toMatch(/: \S.*[.]$/)
  }
  const explanations = meanings.map(([, meaning]) => meaning?.explanation)
  expect(new Set(explanations).size).toBe(explanations.length)
})

test('what Node says of a certificate becomes OpenSSL’s number, whatever library Node is built on', () => {
  expect(verifyCodeFromNode('CERT_HAS_EXPIRED').number).toBe(10)
  // 24 in BoringSSL and OpenSSL 1.1, 79 in OpenSSL 3.
  expect(verifyCodeFromNode('INVALID_CA').number).toBe(79)
  expect(verifyCodeFromNode('UNSPECIFIED').name).toBe('X509_V_ERR_UNSPECIFIED')
  expect(verifyCodeFromNode('SOMETHING_NEW').name).toBe('X509_V_ERR_UNSPECIFIED')
  expect(verifyCodes.filter((code) => code.node !== null)).toHaveLength(28)
})

test('names are found with and without their prefix, in any case', () => {
  expect(verifyCodeByName('cert_has_expired')?.number).toBe(10)
  expect(verifyCodeByName('X509_V_ERR_CERT_HAS_EXPIRED')?.number).toBe(10)
  expect(verifyCodeByName('X509_V_OK')?.number).toBe(0)
  expect(verifyCodeByName('constructor')).toBeUndefined()
  expect(meaningOf('toString')).toBeNull()
  expect(alertByName('Unknown CA')?.number).toBe(48)
})

test.each([
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 42],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 42],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 116],
  ['ERR_SSL_TLSV1_ALERT_CERTIFICATE_REQUIRED', 116],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 112],
  ['ERR_SSL_TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE', 113],
  ['ERR_SSL_TLSV1_ALERT_USER_CANCELLED', 90],
  ['[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:2633)', 48],
  ['remote error: tls: expired certificate', 45],
  ['javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure', 40],
])('finds the alert in %s', (text, number) => {
  expect(alertFromError(text)?.number).toBe(number)
})

test('no alert is found where none is', () => {
  expect(alertFromError('connect ECONNREFUSED 127.0.0.1:443')).toBeNull()
  expect(alertFromError('')).toBeNull()
})

test('the longest text wins: a local issuer is not an issuer', () => {
  expect(verifyCodeFromText('unable to get local issuer certificate')?.number).toBe(20)
  expect(verifyCodeFromText('unable to get issuer certificate')?.number).toBe(2)
  expect(verifyCodeFromText('UNABLE_TO_GET_ISSUER_CERT_LOCALLY')?.number).toBe(20)
  expect(verifyCodeFromText('self signed certificate in certificate chain')?.number).toBe(19)
  expect(verifyCodeFromText('nothing of the kind')).toBeUndefined()
})
