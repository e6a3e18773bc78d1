import { isIP } from 'node:net'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import { issueServer, type Signer } from '../../../pki/x509/issue.ts'
import { toPem } from '../../../pki/x509/pem.ts'
import type { NewCertificate } from '../../store/devices.ts'

/**
 * Signs what a client of the ACME server ordered.
 * @param options.chain DER of the authorities from the signer upwards, the root last
 * @returns PEM of the chain without its root, and of the whole of it for programs that want that
 * @throws AppError as `issueServer`
 */
export async function issueOrdered(options: {
  signer: Signer
  authorityId: string
  chain: readonly Uint8Array[]
  names: readonly string[]
  spki: Uint8Array
  days: number
  now: number
  id: string
}): Promise<{ der: Uint8Array; chains: readonly string[]; row: NewCertificate }> {
  const { signer, chain, names, spki, days, now } = options
  const host = names.find((name) => isIP(name) === 0 && name.length <= 64)
  // OpenSSL takes a common name that looks like a host name for one, and holds it against name constraints of DNS names.
  const commonName = host ?? `Address ${names[0] ?? ''}`
  const der = await issueServer({ signer, hosts: names, publicKey: spki, days, now: new Date(now), commonName })
  const about = describeCertificate(der)
  const pem = (list: readonly Uint8Array[]): string => list.map((one) => toPem('CERTIFICATE', one)).join('')
  const usual = [der, ...chain.slice(0, -1)]
  return {
    der,
    chains: [pem(usual), pem([der, ...chain])],
    row: {
      id: options.id,
      authority_id: options.authorityId,
      device_id: null,
      purpose: 'server',
      serial: about.serial,
      fingerprint: about.fingerprint,
      subject: about.subject,
      key_type: about.keyType,
      has_key: 0,
      not_before: about.notBefore.getTime(),
      not_after: about.notAfter.getTime(),
      issued_at: now,
      der,
    },
  }
}
