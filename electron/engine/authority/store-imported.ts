import { Name } from '../../../shared/contract/common.ts'
import type { Imported } from '../../../shared/contract/authority.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { newId, type Context } from '../app/context.ts'
import { guessPlatform } from '../device/guess-platform.ts'
import type { AuthorityRow, NewAuthorityRow } from '../store/authorities.ts'
import type { NewCertificate } from '../store/devices.ts'
import type { OpenVault } from '../store/vault.ts'
import type { CertificateDescription } from '../../pki/x509/describe.ts'
import { MAX_CLOCK_SKEW_MS } from '../../pki/path/crl.ts'
import type { ImportedAuthority, ImportedCertificate } from './read-import.ts'
import { message } from '../../../shared/messages/message.ts'
import { shareRevocations } from './revocation.ts'

/** RFC 5280 §4.1.2.5: no well-defined end. */
const NO_END = Date.UTC(9999, 11, 31, 23, 59, 59)

type Counts = Pick<Imported, 'devices' | 'servers' | 'revoked' | 'keys' | 'problems'>

export interface Adopted {
  readonly counts: Counts
  readonly deviceIds: readonly string[]
}

/** A row of the table of authorities. */
export function authorityRow(
  id: string,
  name: string,
  kind: AuthorityRow['kind'],
  about: CertificateDescription,
  now: number,
): NewAuthorityRow {
  return {
    id,
    name,
    kind,
    subject: about.subject,
    issuer: about.issuer,
    key_type: about.keyType,
    serial: about.serial,
    fingerprint: about.fingerprint,
    not_before: about.notBefore.getTime(),
    not_after: about.notAfter.getTime(),
    created_at: now,
    der: about.der,
  }
}

/**
 * The name that the user chose, which must be free; else that of the certificate, with a number where it is taken.
 * @throws AppError authority/name-taken
 */
export function freeName(context: Context, chosen: string | undefined, about: CertificateDescription | null): string {
  const taken = new Set(context.store.authorities.list().map((row) => row.name))
  if (chosen !== undefined) {
    if (taken.has(chosen)) throw new AppError('authority/name-taken', { name: chosen })
    return chosen
  }
  const base = nameFrom(about?.commonName || about?.subject || '', 'Authority').slice(0, 58)
  let name = base
  for (let count = 2; taken.has(name); count += 1) name = `${base} (${count})`
  return name
}

function nameFrom(text: string, fallback: string): string {
  const parsed = Name.safeParse(Array.from(text).slice(0, 64).join(''))
  return parsed.success ? parsed.data : fallback
}

/**
 * Stores what came along with an authority: devices and their keys, server certificates, revocations, the list, and
 * the authorities above and below. Inside the transaction that stores the authority itself.
 */
export function adopt(context: Context, id: string, imported: ImportedAuthority, open: OpenVault | null): Adopted {
  const now = context.now()
  const { store } = context
  const devices = new Map<string, ImportedCertificate[]>()
  const counts = { devices: 0, servers: 0, revoked: 0, keys: 0 }
  const problems: Imported['problems'] = imported.problems.map((problem) => ({
    ...problem,
    remedy: message('authorityImport.restImported'),
  }))
  problems.push(...imported.notes)
  for (const one of imported.issued) {
    if (store.devices.byFingerprint(one.certificate.fingerprint)) continue
    switch (one.purpose) {
      case 'authority':
        trustBeside(context, one.certificate, now)
        break
      case 'server':
        store.devices.insertCertificate(certificateRow(id, one, now, null))
        counts.servers += 1
        break
      case 'client':
      case 'both': {
        const name = nameFrom(one.certificate.commonName, `Certificate ${one.certificate.serial.slice(-8)}`)
        devices.set(name, [...(devices.get(name) ?? []), one])
      }
    }
    if (one.sharesSubject) {
      const shared = new AppError('authority/shared-subject', {
        name: one.certificate.commonName,
      })
      problems.push({ file: '', ...shared.toProblem() })
    }
  }
  for (const above of imported.chain) trustBeside(context, above, now)
  const deviceIds: string[] = []
  for (const [name, certificates] of devices) {
    const made = insertDevice(context, id, name, certificates, open)
    counts.keys += made.keys
    deviceIds.push(made.id)
  }
  counts.devices = deviceIds.length
  for (const { serial, revokedAt, reason } of imported.revoked) {
    const row = { authority_id: id, serial, revoked_at: revokedAt.getTime(), reason }
    if (store.authorities.revoke(row)) counts.revoked += 1
  }
  storeList(context, id, imported)
  return { counts: { ...counts, problems }, deviceIds }
}

/** An authority above or below: without it a chain could not be shown or sent whole. No site trusts it by itself. */
function trustBeside(context: Context, about: CertificateDescription, now: number): void {
  const { authorities } = context.store
  if (authorities.list().some((row) => row.fingerprint === about.fingerprint)) return
  const id = newId()
  authorities.insert(authorityRow(id, freeName(context, undefined, about), 'trusted', about, now))
  shareRevocations(context, id)
}

function certificateRow(
  authorityId: string,
  { certificate, purpose, key }: ImportedCertificate,
  now: number,
  deviceId: string | null,
): NewCertificate {
  return {
    id: newId(),
    authority_id: authorityId,
    device_id: deviceId,
    purpose: purpose === 'server' ? 'server' : 'client',
    serial: certificate.serial,
    fingerprint: certificate.fingerprint,
    subject: certificate.subject,
    key_type: certificate.keyType,
    has_key: key && deviceId !== null ? 1 : 0,
    not_before: certificate.notBefore.getTime(),
    not_after: certificate.notAfter.getTime(),
    issued_at: Math.min(certificate.notBefore.getTime(), now),
    der: certificate.der,
  }
}

/** Certificates of one name are one device with a history; the newest is its current one. */
function insertDevice(
  context: Context,
  authorityId: string,
  name: string,
  certificates: readonly ImportedCertificate[],
  open: OpenVault | null,
): { id: string; keys: number } {
  const { devices } = context.store
  const id = newId()
  const newestLast = certificates.toSorted(
    (a, b) => a.certificate.notBefore.getTime() - b.certificate.notBefore.getTime(),
  )
  const rows = newestLast.map((one) => ({ one, row: certificateRow(authorityId, one, context.now(), id) }))
  const current = rows.at(-1)
  if (!current) throw new Error('a device without a certificate')
  devices.insertDevice(
    { id, name, platform: guessPlatform(name), groups: [], createdAt: context.now() },
    { ...current.row, has_key: open ? current.row.has_key : 0 },
  )
  for (const { row } of rows.slice(0, -1)) devices.insertCertificate({ ...row, has_key: open ? row.has_key : 0 })
  if (!open) return { id, keys: 0 }
  let keys = 0
  for (const { one, row } of rows) {
    if (!one.key) continue
    open.put('device-key', row.id, one.key.pkcs8)
    keys += 1
  }
  return { id, keys }
}

/** A list that a wrong clock has dated: it is not in force, whatever its number is. */
function isFromTheFuture(context: Context, list: { readonly this_update: number }): boolean {
  return list.this_update > context.now() + MAX_CLOCK_SKEW_MS
}

/** The newest list as it is: ours go on counting from its number (RFC 5280 §5.2.3). */
function storeList(context: Context, id: string, { crl, signer, revoked }: ImportedAuthority): void {
  const { authorities } = context.store
  if (crl) {
    // Some authorities number by random digits or by time, further than a number reaches here.
    const said = crl.number === null ? Number.NaN : Number.parseInt(crl.number, 16)
    const number = Number.isSafeInteger(said) && said >= 0 ? said : Math.floor(crl.thisUpdate.getTime() / 1000)
    const last = authorities.newestCrl(id)
    // Dates order the lists of others, numbers those that are made here.
    const own = authorities.find(id)?.kind === 'own'
    const newer = !own && (!last || crl.thisUpdate.getTime() > last.this_update || isFromTheFuture(context, last))
    if (newer || number > (last?.number ?? -1)) {
      authorities.insertCrl({
        authority_id: id,
        number: Math.max(number, (last?.number ?? -1) + 1),
        this_update: crl.thisUpdate.getTime(),
        next_update: crl.nextUpdate?.getTime() ?? NO_END,
        entries: crl.entries.length,
        der: crl.der,
      })
    }
  }
  // `index.txt` may know more than the list.
  if (signer && revoked.length > 0) authorities.update(id, (row) => ({ ...row, crl_pending: 1 }))
}
