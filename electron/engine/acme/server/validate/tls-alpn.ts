import { isIP } from 'node:net'
import tls from 'node:tls'
import { children, DerError, readDer } from '../../../../pki/asn1/der-reader.ts'
import { TAG } from '../../../../pki/asn1/der.ts'
import { OID } from '../../../../pki/asn1/oids.ts'
import { ACME_IDENTIFIER, ACME_TLS_PROTOCOL, acmeIdentifier, challengeServerName } from '../../../../pki/x509/acme.ts'
import { readCertificate } from '../../../../pki/x509/certificate.ts'
import { addressBytes } from '../../../../pki/x509/policy.ts'
import { Refusal } from '../refusal.ts'
import { wordsOf } from './http.ts'
import { houseAddresses, type Lookup } from './resolve.ts'

export interface TlsValidation {
  readonly name: string
  readonly keyAuthorization: string
  readonly dns: Lookup
  readonly networks: readonly string[]
  readonly port: number
  readonly signal: AbortSignal
}

/** tls-alpn-01 (RFC 8737 §3). @returns the address that answered @throws Refusal */
export async function validateTlsAlpn(options: TlsValidation): Promise<string> {
  const [address = ''] = await houseAddresses(options.name, options.dns, options.networks)
  const der = await presented(address, options)
  const bad = (problem: string): Refusal => new Refusal('unauthorized', `The certificate of ${options.name} ${problem}`)
  let raw
  try {
    raw = readCertificate(der)
  } catch (error) {
    if (error instanceof DerError) throw bad('cannot be read.')
    throw error
  }
  const identifier = raw.extensions.get(ACME_IDENTIFIER)
  const expected = Buffer.from(acmeIdentifier(options.keyAuthorization))
  if (!identifier?.critical || !expected.equals(identifier.value)) {
    throw bad('does not carry the answer in a critical acmeIdentifier.')
  }
  const names = raw.extensions.get(OID.subjectAltName)
  if (!names || !isOnlyName(names.value, options.name)) throw bad('is not for that one name.')
  return address
}

function isOnlyName(value: Uint8Array, name: string): boolean {
  try {
    const [only, ...more] = children(readDer(value, TAG.sequence))
    if (!only || more.length > 0) return false
    const text = Buffer.from(only.contents)
    if (isIP(name) !== 0) return only.tag === 0x87 && text.equals(Buffer.from(addressBytes(name) ?? []))
    return only.tag === 0x82 && text.toString('latin1').toLowerCase() === name
  } catch (error) {
    if (error instanceof DerError) return false
    throw error
  }
}

/** DER of the certificate that is shown. Nothing of it is looked at by the library. */
function presented(address: string, { name, port, signal }: TlsValidation): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const fail = (short: 'connection' | 'tls', problem: string): void =>
      reject(new Refusal(short, `${name}: ${problem}`))
    const socket = tls.connect({
      host: address,
      port,
      servername: challengeServerName(name),
      ALPNProtocols: [ACME_TLS_PROTOCOL],
      minVersion: 'TLSv1.2',
      rejectUnauthorized: false,
      // What is shown is judged below.
      checkServerIdentity: () => undefined,
    })
    const onAbort = (): void => void socket.destroy(new Error('aborted'))
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('secureConnect', () => {
      const der = socket.getPeerX509Certificate()?.raw
      if (socket.alpnProtocol !== ACME_TLS_PROTOCOL) fail('tls', 'it does not speak acme-tls/1.')
      else if (!der) fail('tls', 'it shows no certificate.')
      else resolve(der)
      socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) fail('connection', 'no answer in time.')
      else if (error.code?.startsWith('ERR_SSL_') === true) fail('tls', 'the handshake failed.')
      else fail('connection', wordsOf(error))
    })
    socket.on('close', () => {
      signal.removeEventListener('abort', onAbort)
      fail('connection', 'the connection ended.')
    })
  })
}
