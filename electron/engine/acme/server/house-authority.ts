import { AppError } from '../../../../shared/errors/index.ts'
import type { RevocationReason } from '../../../../shared/contract/common.ts'
import { signCrl } from '../../../pki/x509/crl.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import type { Signer } from '../../../pki/x509/issue.ts'
import { issueLimitedIntermediate } from '../../../pki/x509/limited-ca.ts'
import type { AcmeStore } from '../../store/acme.ts'
import type { AuthorityStore, CrlRow } from '../../store/authorities.ts'
import type { NewCertificate } from '../../store/devices.ts'
import { issueOrdered } from './issue.ts'
import type { Signed } from './types.ts'

const DAY_MS = 86_400_000
/** How long an intermediate signs. What it signs ends before it does. Days. */
const INTERMEDIATE_DAYS = 365
/** A new one is made when the old one has less left than this: longer than any certificate that it signs. */
const RENEW_AHEAD_MS = 90 * DAY_MS
const CRL_VALIDITY_MS = 30 * DAY_MS
const CRL_AHEAD_MS = 10 * DAY_MS

/** The authority of the owner's that certificates of the ACME server come from. */
export interface ParentAuthority {
  readonly id: string
  readonly name: string
  /** Its key and certificate, while it is unlocked; null while it is locked. */
  readonly signer: Signer | null
  /** DER, itself first, the root last. */
  readonly chain: readonly Uint8Array[]
}

/** The intermediate that is in use, remembered in the settings. */
export interface IntermediateRecord {
  readonly authorityId: string
  readonly parentId: string
  /** What it was limited to when it was made. */
  readonly limits: readonly string[]
}

export interface HouseAuthorityDeps {
  readonly authorities: AuthorityStore
  /** Holds the intermediate's key under the service key. */
  readonly secrets: Pick<AcmeStore, 'secret' | 'saveSecret'>
  readonly transaction: <T>(work: () => T) => T
  readonly insertCertificate: (row: NewCertificate) => void
  readonly record: () => IntermediateRecord | null
  /** Inside the transaction that makes it. */
  readonly saveRecord: (record: IntermediateRecord) => void
  readonly parent: () => ParentAuthority
  /** What may be issued; DNS names as `*.lan` or `nas.lan`, networks as `192.168.0.0/24`. */
  readonly patterns: () => readonly string[]
  /** Sign with the owner's authority itself, while it is unlocked. */
  readonly whileUnlocked: () => boolean
  readonly newId: () => string
  readonly now: () => number
}

/**
 * Signs for the ACME server: with an intermediate of the house's names whose key lies under the service key, or with the
 * owner's authority while it is unlocked.
 */
export interface HouseAuthority {
  /** @throws AppError authority/locked while nothing can be signed */
  sign(request: { spki: Uint8Array; names: readonly string[]; days: number }): Promise<Signed>
  /**
   * Makes an intermediate where one is due and the authority is unlocked.
   * @param signer the authority, for a call that came with the passphrase
   */
  prepare(signer?: Signer | null): Promise<void>
  /** Revokes what an intermediate of this server signed, and signs its list. @returns false for what it did not sign */
  revoke(authorityId: string, serial: string, reason: RevocationReason): Promise<boolean>
  /** Signs lists that end before long. */
  refreshLists(): Promise<void>
}

/** `*.lan` as a name constraint is `lan` (RFC 5280 §4.2.1.10). */
function limitsOf(patterns: readonly string[]): string[] {
  return [...new Set(patterns.map((pattern) => pattern.replace(/^\*\./, '')))]
}

export function createHouseAuthority(deps: HouseAuthorityDeps): HouseAuthority {
  const { authorities, secrets, transaction, now } = deps

  const keyOf = (authorityId: string): Uint8Array | null => {
    const text = secrets.secret('acme-ca-key', authorityId)
    return text === null ? null : Buffer.from(text, 'base64')
  }

  /** The intermediate in use, if it can sign for another while: its names are those of now, its key is there. */
  const current = (): { signer: Signer; id: string; endsAt: number } | null => {
    const record = deps.record()
    const row = record ? authorities.find(record.authorityId) : undefined
    const pkcs8 = record && keyOf(record.authorityId)
    if (!record || !row || !pkcs8 || record.parentId !== deps.parent().id) return null
    if (record.limits.join(' ') !== limitsOf(deps.patterns()).join(' ')) return null
    return { signer: { certificate: row.der, pkcs8, crlUrl: row.crl_url }, id: row.id, endsAt: row.not_after }
  }

  const make = async (by: Signer | null): Promise<{ signer: Signer; id: string }> => {
    const parent = deps.parent()
    if (!by) throw new AppError('authority/locked')
    const limits = limitsOf(deps.patterns())
    const id = deps.newId()
    const made = await issueLimitedIntermediate({
      signer: by,
      subject: [
        // Unlike any other subject: two intermediates of one name would be one issuer with two keys.
        { type: 'organizationalUnit', value: `Vestibule ACME ${id.slice(0, 16)}` },
        { type: 'commonName', value: `${parent.name.slice(0, 40)} ACME` },
      ],
      limits,
      days: INTERMEDIATE_DAYS,
      now: new Date(now()),
    })
    const about = describeCertificate(made.certificate)
    transaction(() => {
      authorities.insert({
        id,
        name: `${parent.name} ACME ${new Date(now()).toISOString().slice(0, 10)} ${id.slice(0, 4)}`,
        // Its key is not in the vault: to everything else it is an authority that is known.
        kind: 'trusted',
        subject: about.subject,
        issuer: about.issuer,
        key_type: about.keyType,
        serial: about.serial,
        fingerprint: about.fingerprint,
        not_before: about.notBefore.getTime(),
        not_after: about.notAfter.getTime(),
        created_at: now(),
        der: made.certificate,
      })
      secrets.saveSecret('acme-ca-key', id, Buffer.from(made.pkcs8).toString('base64'))
      deps.saveRecord({ authorityId: id, parentId: parent.id, limits })
    })
    return { signer: { ...made, crlUrl: null }, id }
  }

  /** Its list, one number higher, with what is revoked now and `added` in it. */
  const nextList = async (
    authorityId: string,
    added: readonly { serial: string; reason: RevocationReason }[],
  ): Promise<CrlRow | null> => {
    const row = authorities.find(authorityId)
    const pkcs8 = keyOf(authorityId)
    if (!row || !pkcs8) return null
    const at = now()
    const last = authorities.newestCrl(authorityId)?.number ?? 0
    const number = Math.max(last + 1, row.crl_floor + 1, Math.floor(at / 1000))
    const before = authorities.revocations(authorityId)
    const known = new Set(before.map((one) => one.serial))
    const entries = [
      ...before.map((one) => ({ serial: one.serial, revokedAt: new Date(one.revoked_at), reason: one.reason })),
      ...added.filter((one) => !known.has(one.serial)).map((one) => ({ ...one, revokedAt: new Date(at) })),
    ]
    const der = await signCrl({
      signer: { certificate: row.der, pkcs8 },
      number,
      thisUpdate: new Date(at),
      nextUpdate: new Date(at + CRL_VALIDITY_MS),
      entries,
    })
    return {
      authority_id: authorityId,
      number,
      this_update: at,
      next_update: at + CRL_VALIDITY_MS,
      entries: entries.length,
      der,
    }
  }

  const lists = new Map<string, Promise<unknown>>()
  /** Lists of one authority are signed one after the other: their numbers grow. */
  const inTurn = <T>(authorityId: string, work: () => Promise<T>): Promise<T> => {
    const result = (lists.get(authorityId) ?? Promise.resolve()).then(work)
    const settled = result.catch(() => undefined)
    lists.set(authorityId, settled)
    return result
  }

  /** Two that are made at the same moment would be one too many. */
  let making: Promise<{ signer: Signer; id: string }> | null = null
  const makeOnce = (by: Signer | null): Promise<{ signer: Signer; id: string }> => {
    making ??= make(by).finally(() => (making = null))
    return making
  }

  return {
    async sign({ spki, names, days }) {
      const parent = deps.parent()
      const id = deps.newId()
      const order = { names, spki, days, now: now(), id }
      const finish = ({ der, chains, row }: Awaited<ReturnType<typeof issueOrdered>>): Signed => ({
        der,
        chains,
        store() {
          deps.insertCertificate(row)
          return id
        },
      })
      if (deps.whileUnlocked()) {
        if (!parent.signer) throw new AppError('authority/locked')
        return finish(
          await issueOrdered({ ...order, signer: parent.signer, authorityId: parent.id, chain: parent.chain }),
        )
      }
      const known = current()
      // One that ends before the certificate would cut it short.
      const usable = known && known.endsAt > now() + days * DAY_MS ? known : await makeOnce(parent.signer)
      const chain = [usable.signer.certificate, ...parent.chain]
      return finish(await issueOrdered({ ...order, signer: usable.signer, authorityId: usable.id, chain }))
    },
    async prepare(signer = deps.parent().signer) {
      if (deps.whileUnlocked() || !signer) return
      const known = current()
      if (!known || known.endsAt < now() + RENEW_AHEAD_MS) await makeOnce(signer)
    },
    revoke: (authorityId, serial, reason) =>
      inTurn(authorityId, async () => {
        if (secrets.secret('acme-ca-key', authorityId) === null) return false
        const list = await nextList(authorityId, [{ serial, reason }])
        transaction(() => {
          authorities.revoke({ authority_id: authorityId, serial, revoked_at: now(), reason })
          if (list) authorities.insertCrl(list)
        })
        return true
      }),
    async refreshLists() {
      for (const { id, not_after: end } of authorities.list()) {
        if (end < now() || secrets.secret('acme-ca-key', id) === null) continue
        await inTurn(id, async () => {
          const newest = authorities.newestCrl(id)
          // What its owner revoked is not in the list yet: that needs no passphrase.
          const isWhole = newest?.entries === authorities.revocations(id).length
          if (newest && isWhole && newest.next_update - now() > CRL_AHEAD_MS) return
          const list = await nextList(id, [])
          if (list) transaction(() => authorities.insertCrl(list))
        })
      }
    },
  }
}
