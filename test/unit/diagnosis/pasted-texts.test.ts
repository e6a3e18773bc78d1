import { describe, expect, test } from 'vitest'
import { explainCode } from '../../../electron/engine/diagnosis/codes.ts'
import { english } from '../../../shared/messages/english.ts'
import type { MessageName } from '../../../shared/verify/meaning.ts'

/** What is shown by browsers, systems and tools; sources are their own translations and manuals. */
const texts: Readonly<Record<MessageName, readonly string[]>> = {
  'insecure-connection': [
    'Safari can’t establish a secure connection to the server “camera.home”.',
    'Safari kann keine sichere Verbindung zum Server „camera.home“ aufbauen.',
    'Secure Connection Failed',
    'Fehler: Gesicherte Verbindung fehlgeschlagen',
    'This site can’t provide a secure connection',
    'Diese Website kann keine sichere Verbindung bereitstellen',
    'An SSL error has occurred and a secure connection to the server cannot be made.',
    'Es ist ein SSL-Fehler aufgetreten, und es kann keine sichere Verbindung zum Server hergestellt werden.',
    'NSURLErrorDomain Code=-1200',
  ],
  'unknown-host': [
    'DNS_PROBE_FINISHED_NXDOMAIN',
    'net::ERR_NAME_NOT_RESOLVED',
    'Error: getaddrinfo ENOTFOUND camera.home',
    'curl: (6) Could not resolve host: camera.home',
    'Safari can’t find the server.',
    'Safari kann den Server nicht finden.',
    'Die Server-IP-Adresse von camera.home wurde nicht gefunden.',
    'Server nicht gefunden',
    'A server with the specified hostname could not be found.',
    'Es wurde kein Server mit dem angegebenen Hostnamen gefunden.',
    'java.net.UnknownHostException: Unable to resolve host "camera.home": No address associated with hostname',
    'dial tcp: lookup camera.home: no such host',
    'Temporary failure in name resolution',
  ],
  'connection-refused': [
    'ERR_CONNECTION_REFUSED',
    'camera.home refused to connect.',
    'camera.home hat die Verbindung abgelehnt. Die Verbindung zu camera.home wurde abgelehnt.',
    'connect ECONNREFUSED 192.168.1.7:443',
    'curl: (7) Failed to connect to camera.home port 443: Connection refused',
    'Fehler: Verbindung fehlgeschlagen',
    'Could not connect to the server.',
    'Es konnte keine Verbindung zum Server hergestellt werden.',
    'No connection could be made because the target machine actively refused it.',
  ],
  'no-answer': [
    'ERR_CONNECTION_TIMED_OUT',
    'camera.home took too long to respond.',
    'Die Antwort von camera.home hat zu lange gedauert.',
    'Fehler: Netzwerk-Zeitüberschreitung',
    'curl: (28) Connection timed out after 10001 milliseconds',
    'connect EHOSTUNREACH 192.168.1.7:443',
    'No route to host',
    'ERR_ADDRESS_UNREACHABLE',
    'The request timed out.',
    'Zeitüberschreitung bei der Anforderung.',
  ],
  'connection-cut': [
    'ERR_CONNECTION_RESET',
    'ERR_EMPTY_RESPONSE',
    'read ECONNRESET',
    'Error: socket hang up',
    'The connection was reset',
    'Die Verbindung wurde zurückgesetzt',
    'PR_CONNECT_RESET_ERROR',
    'curl: (52) Empty reply from server',
    'The network connection was lost.',
    'Die Netzwerkverbindung wurde unterbrochen.',
    "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
  ],
  'too-many-redirects': [
    'ERR_TOO_MANY_REDIRECTS',
    'camera.home redirected you too many times.',
    'camera.home hat Sie zu oft weitergeleitet.',
    'The page isn’t redirecting properly',
  ],
  'wrong-file-password': [
    'SEC_ERROR_PKCS12_INVALID_MAC',
    'Mac verify error: invalid password?',
    'The network password is not correct',
    'The specified network password is not correct.',
    'Das angegebene Netzwerkkennwort ist falsch.',
    'The password you entered is incorrect.',
    'Das eingegebene Kennwort ist falsch.',
    'security: SecKeychainItemImport: MAC verification failed during PKCS12 import (wrong password?)',
    'keystore password was incorrect',
    'Falsches Passwort',
    'Wrong password',
  ],
  'old-file-encryption': [
    'Error outputting keys and certificates: error:0308010C:digital envelope routines:inner_evp_generic_fetch:unsupported: Global default library context, Algorithm (RC2-40-CBC : 0), Properties ()',
    'Error: Unsupported PKCS12 PFX data',
    'SEC_ERROR_PKCS12_UNSUPPORTED_MAC_ALGORITHM',
  ],
}

/** A client's words about the certificate of a server, and the code that they stand for. */
const aboutServers: readonly (readonly [number, string])[] = [
  [20, 'Your connection is not private'],
  [20, 'Your connection isn’t private'],
  [20, 'This Connection Is Not Private'],
  [20, 'Diese Verbindung ist nicht privat'],
  [20, 'Warning: Potential Security Risk Ahead'],
  [20, 'Warnung: Mögliches Sicherheitsrisiko erkannt'],
  [20, 'NET::ERR_CERT_AUTHORITY_INVALID'],
  [20, 'SEC_ERROR_UNKNOWN_ISSUER'],
  [20, 'curl: (60) SSL certificate problem: unable to get local issuer certificate'],
  [18, 'curl: (60) SSL certificate problem: self-signed certificate'],
  [19, 'git: SSL certificate problem: self-signed certificate in certificate chain'],
  [20, 'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] unable to get local issuer certificate'],
  [10, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1007)'],
  [20, 'The certificate for this server is invalid.'],
  [20, 'Cannot Verify Server Identity'],
  [20, 'Serveridentität kann nicht überprüft werden'],
  [20, 'Get "https://camera.home/": tls: failed to verify certificate: x509: certificate signed by unknown authority'],
  [20, 'javax.net.ssl.SSLHandshakeException: PKIX path building failed'],
  [10, 'NET::ERR_CERT_DATE_INVALID'],
  [10, 'SEC_ERROR_EXPIRED_CERTIFICATE'],
  [62, 'NET::ERR_CERT_COMMON_NAME_INVALID'],
  [62, 'SSL_ERROR_BAD_CERT_DOMAIN'],
  [62, 'x509: certificate is valid for nas.home, not camera.home'],
  [62, 'SSL: no alternative certificate subject name matches target host name ‘camera.home’'],
]

describe('what people paste is known', () => {
  const all = Object.entries(texts).flatMap(([name, list]) => list.map((text) => [text, name] as const))

  test.each(all)('%s', (text, name) => {
    const found = explainCode(text)
    expect(found).toMatchObject({ kind: 'message', name, number: null })
    expect(explainCode(found.name)).toEqual(found)
  })

  test.each(aboutServers)('code %i, about the server: %s', (number, text) => {
    const found = explainCode(text)
    expect(found).toMatchObject({ kind: 'verify', number, side: 'server-certificate' })
    expect(found.fix.id).toMatch(/^serverAdvice\./)
    expect(english.say(found.fix)).not.toMatch(/give the device a certificate/i)
  })
})

test('the same code without a word of who says it keeps the advice for devices', () => {
  expect(explainCode('20').fix.id).toMatch(/^verify\./)
  const said = 'client SSL certificate verify error: (20:unable to get local issuer certificate)'
  expect(explainCode(said).fix.id).toMatch(/^verify\./)
})

test('text without anything known is told as such, however long it is', () => {
  expect(() => explainCode('hello world')).toThrow(expect.objectContaining({ code: 'diagnosis/unknown-code' }))
  expect(() => explainCode('Die Verbindung '.repeat(20_000))).toThrow(
    expect.objectContaining({ code: 'diagnosis/unknown-code' }),
  )
})

test.each([
  ['10', 'client-certificate'],
  ['verify error:num=20:unable to get local issuer certificate', 'client-certificate'],
  ['X509_V_ERR_HOSTNAME_MISMATCH', 'server-certificate'],
  ['X509_V_OK', 'other'],
  ['ERR_BAD_SSL_CLIENT_AUTH_CERT', 'client-certificate'],
  ['tlsv13 alert certificate required', 'client-certificate'],
  [
    'SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking, client: 192.168.1.9',
    'server-certificate',
  ],
  ['http: TLS handshake error from 192.168.1.9:51514: remote error: tls: unknown certificate', 'server-certificate'],
  ['curl: (35) error:0A00042E:SSL routines::tlsv1 alert protocol version', 'other'],
  ['curl: (7) Failed to connect to camera.home port 443: Connection refused', 'network'],
  ['NET::ERR_CERT_AUTHORITY_INVALID', 'server-certificate'],
])('%s is about the %s', (text, side) => {
  expect(explainCode(text).side).toBe(side)
})
