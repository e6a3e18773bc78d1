import { createHash, X509Certificate } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import type { Parsed } from '../../../shared/contract/index.ts'
import { DerError } from '../../pki/asn1/der-reader.ts'
import { readCertificate, type RawCertificate } from '../../pki/x509/certificate.ts'
import { sameName } from '../../pki/x509/name.ts'
import { fromPem } from '../../pki/x509/pem.ts'
import type { Context } from '../app/context.ts'
import { revokeCertificates, type Revocable } from '../authority/revocation.ts'
import { selectAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import { viewDevice } from './view.ts'

type Methods = Pick<Engine['methods'], 'device.revokeCertificate'>

/** A certificate as far as it was said which one is meant. */
interface Meant {
  readonly fingerprint: string | null
  /** Null: only its fingerprint is known. */
  readonly issued: Revocable | null
}

/** Hexadecimal SHA-256 of a certificate, upper case. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase()
}

/** The certificate in a text: PEM, or DER in base64. @throws AppError "device/certificate-unreadable" */
function readGiven(text: string): { der: Uint8Array; certificate: RawCertificate } {
  // A file of either form may have come as base64.
  const bytes = Buffer.from(text, 'base64')
  const pem = [text, bytes.toString('latin1')].find((one) => one.includes('-----BEGIN'))
  const der = pem ? fromPem(pem).find((block) => block.label.endsWith('CERTIFICATE'))?.der : bytes
  if (!der || der.length === 0) {
    throw new AppError('device/certificate-unreadable', { problem: 'there is no certificate in it' })
  }
  try {
    return { der, certificate: readCertificate(der) }
  } catch (error) {
    if (!(error instanceof DerError)) throw error
    throw new AppError('device/certificate-unreadable', { problem: error.message }, { cause: error })
  }
}

/** The authority of the house that signed a certificate, by name and signature; undefined for a stranger's. */
export function issuerAmong(
  authorities: readonly AuthorityRow[],
  der: Uint8Array,
  certificate: RawCertificate,
): AuthorityRow | undefined {
  return authorities.find((row) => {
    try {
      // The name first: a stranger's key or signature never reaches the library without need.
      if (!sameName(readCertificate(row.der).subject, certificate.issuer)) return false
      return new X509Certificate(der).verify(new X509Certificate(row.der).publicKey)
    } catch {
      return false
    }
  })
}

/** Refusing one certificate, whether it is known here or not. */
export function createRevokeCertificateMethods(context: Context): Methods {
  const { store } = context

  const byCertificate = (text: string): Meant => {
    const { der, certificate } = readGiven(text)
    const authority = issuerAmong(store.authorities.list(), der, certificate)
    if (!authority) throw new AppError('device/certificate-foreign')
    return {
      fingerprint: fingerprintOf(der),
      issued: { authority_id: authority.id, serial: certificate.serial },
    }
  }

  const byFingerprint = (fingerprint: string): Meant => {
    const known = store.devices.certificate(fingerprint)
    if (known) return { fingerprint, issued: known }
    const held = store.held.find(fingerprint)
    return {
      fingerprint,
      issued: held ? { authority_id: held.authority_id, serial: readCertificate(held.der).serial } : null,
    }
  }

  const bySerial = (serial: string, selector: string | undefined): Meant => {
    const known = store.devices.bySerial(serial)
    const authority = selector === undefined ? null : selectAuthority(context, selector)
    const found = known.filter((row) => authority === null || row.authority_id === authority.id)
    const [first] = found
    // Serials are unique for each issuer only (RFC 5280 §4.1.2.2).
    if (found.length > 1) {
      const names = found.map((row) => selectAuthority(context, row.authority_id).name)
      throw new AppError('authority/ambiguous', { names: names.join(', ') })
    }
    if (first) return { fingerprint: first.fingerprint, issued: first }
    const issuer = authority ?? selectAuthority(context, undefined)
    return { fingerprint: null, issued: { authority_id: issuer.id, serial } }
  }

  const meant = (input: Parsed<'device.revokeCertificate'>): Meant => {
    const { certificate, fingerprint, serial, authority } = input
    const ways = [certificate, fingerprint, serial].filter((one) => one !== undefined)
    if (ways.length !== 1) {
      throw new AppError('app/invalid-input', {
        field: 'certificate',
        problem: 'give one of serial, fingerprint and certificate',
      })
    }
    if (certificate !== undefined) return byCertificate(certificate)
    return fingerprint === undefined ? bySerial(serial ?? '', authority) : byFingerprint(fingerprint)
  }

  /** The device and authority that a certificate belongs to. */
  const answer = ({ fingerprint, issued }: Meant) => {
    const known = fingerprint === null ? undefined : store.devices.byFingerprint(fingerprint)
    const row = known?.device_id ? store.devices.find(known.device_id) : undefined
    const device = row ? viewDevice(row, context.now()) : null
    if (device) context.emit('device.changed', device)
    context.emit('inbox.changed', { asked: null })
    return {
      serial: issued?.serial ?? null,
      fingerprint,
      authority: issued ? (store.authorities.find(issued.authority_id)?.name ?? null) : null,
      device,
    }
  }

  return {
    'device.revokeCertificate': async (input) => {
      const which = meant(input)
      const { fingerprint, issued } = which
      if (issued) {
        const open = (): Revocable[] => {
          const before = store.authorities.revocations(issued.authority_id).find((row) => row.serial === issued.serial)
          return before && (before.reason !== 'hold' || input.reason === 'hold') ? [] : [issued]
        }
        const revoked = await revokeCertificates(context, open, input.reason, () => {
          if (fingerprint !== null) store.held.remove(fingerprint)
        })
        if (revoked.length === 0) throw new AppError('device/already-revoked', { name: issued.serial })
      } else if (fingerprint !== null) {
        store.overdue.urgent(() =>
          store.authorities.refuse({ fingerprint, revoked_at: context.now(), reason: input.reason }),
        )
        await context.enforcer.sync()
      }
      return answer(which)
    },
  }
}
