import { createHash, X509Certificate } from 'node:crypto'
import { message } from '../../../shared/messages/message.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Parsed } from '../../../shared/contract/index.ts'
import { DerError } from '../../pki/asn1/der-reader.ts'
import { fileProblem } from '../../pki/read/file-problem.ts'
import { readCertificate, type RawCertificate } from '../../pki/x509/certificate.ts'
import { sameName } from '../../pki/x509/name.ts'
import type { Context } from '../app/context.ts'
import { revokeCertificates, type Revocable } from '../authority/revocation.ts'
import { selectAuthority } from '../authority/select.ts'
import type { Engine } from '../engine.ts'
import type { AuthorityRow, RevocationRow } from '../store/authorities.ts'
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

/** The certificate in a file of any form, as text or base64. @throws AppError "device/certificate-unreadable", foreign/… */
async function readGiven(context: Context, text: string): Promise<{ der: Uint8Array; certificate: RawCertificate }> {
  try {
    const { der } = await context.untrusted.read('certificate', text)
    return { der, certificate: readCertificate(der) }
  } catch (error) {
    const problem = error instanceof DerError ? error.problem : error instanceof AppError ? fileProblem(error) : null
    if (problem === null) throw error
    throw new AppError('device/certificate-unreadable', { problem }, { cause: error })
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

  const byCertificate = async (text: string): Promise<Meant> => {
    const { der, certificate } = await readGiven(context, text)
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
      throw new AppError('authority/ambiguous', { names })
    }
    if (first) return { fingerprint: first.fingerprint, issued: first }
    const issuer = authority ?? selectAuthority(context, undefined)
    return { fingerprint: null, issued: { authority_id: issuer.id, serial } }
  }

  /** Whether a revocation stays whatever the next list of its authority says. */
  const isByOwner = (authorityId: string, { by_owner: byOwner }: RevocationRow): boolean =>
    byOwner === 1 || store.authorities.find(authorityId)?.kind === 'own'

  const meant = async (input: Parsed<'device.revokeCertificate'>): Promise<Meant> => {
    const { certificate, fingerprint, serial, authority } = input
    const ways = [certificate, fingerprint, serial].filter((one) => one !== undefined)
    if (ways.length !== 1) {
      throw new AppError('app/invalid-input', {
        field: 'certificate',
        problem: message('parts.field.oneWay'),
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
      const which = await meant(input)
      const { fingerprint, issued } = which
      if (issued) {
        const open = (): Revocable[] => {
          const before = store.authorities.revocations(issued.authority_id).find((row) => row.serial === issued.serial)
          if (!before || !isByOwner(issued.authority_id, before)) return [issued]
          return before.reason !== 'hold' || input.reason === 'hold' ? [] : [issued]
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
