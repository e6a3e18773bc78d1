import type { Outcome } from '../../../shared/contract/activity.ts'
import { z } from 'zod'
import type { DoorEntry, HeldEntry, InboxEntry } from '../../../shared/contract/inbox.ts'
import { transports } from '../../../shared/contract/method.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { HeldCertificate, RenewalRequest } from '../../gate/protocol.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { forgetSetBack, readSetBack } from '../backup/set-back.ts'
import { keepHeld } from '../device/admit.ts'
import type { HeldRow } from '../store/held.ts'
import { instant, type Context } from '../app/context.ts'
import type { WrongPassphrase } from '../app/passphrase-attempts.ts'
import type { Engine } from '../engine.ts'
import type { DeviceRow } from '../store/devices.ts'
import type { PutBack } from '../store/keep.ts'
import type { RefusalRow, RenewalRow } from '../store/inbox.ts'

type Methods = Pick<Engine['methods'], 'inbox.list' | 'inbox.dismiss'>

export interface Inbox {
  readonly methods: Methods
  list(): InboxEntry[]
  /** Takes a request that came to a door. */
  asked(request: RenewalRequest): void
  /** Takes a certificate that is not known here, and was refused. */
  held(certificate: HeldCertificate): void
  /** Somebody gave a wrong passphrase. */
  wrongPassphrase(attempt: WrongPassphrase): void
}

const DAY = 86_400_000
/** Whoever was refused longer ago has found another way. */
const RECENT = 14 * DAY
/** How long it is remembered what was taken off the list. */
const MEMORY = 400 * DAY

/** Refusals about which the owner can do something; that a device was revoked is what the owner wanted. */
const TELLING: ReadonlySet<Outcome> = new Set([
  'expired',
  'not-yet-valid',
  'unknown-issuer',
  'wrong-purpose',
  'bad-certificate',
  'not-allowed',
])

const RENEWAL = 'renewal '
const REFUSED = 'refused '
const HELD = 'held '
const SET_BACK = 'set-back'
const PASSPHRASE = 'passphrase'
const ACME = 'acme '

/** Name of the setting that keeps the wrong passphrases. */
const WRONG_PASSPHRASES = 'wrong-passphrases'
/** Fewer within a day are mistakes in typing. */
const MIN_TOLD_ATTEMPTS = 3
const WrongPassphrases = z.strictObject({ count: z.int(), at: z.number(), via: z.enum(transports) })
type WrongPassphrases = z.infer<typeof WrongPassphrases>

/** What wants the owner at the doors: requests for a new certificate, and devices whose last knock was refused. */
export function createInbox(context: Context): Inbox {
  const { store } = context

  const siteName = (id: string | null): string | null => (id === null ? null : (store.sites.find(id)?.name ?? null))

  const viewRenewal = (row: RenewalRow): DoorEntry => {
    const device = row.device_id === null ? undefined : store.devices.find(row.device_id)
    return {
      key: `${RENEWAL}${row.fingerprint}`,
      kind: 'renewal',
      at: instant(row.last_at),
      siteId: row.site_id,
      siteName: siteName(row.site_id),
      deviceId: device?.id ?? null,
      deviceName: device?.name ?? null,
      address: row.address,
      outcome: 'expired',
      verifyCode: 10,
      subject: row.subject,
      renewed: device !== undefined && device.fingerprint !== row.fingerprint,
    }
  }

  const viewHeld = (row: HeldRow): HeldEntry => {
    const { subject, serial } = describeCertificate(row.der)
    const authority = store.authorities.find(row.authority_id)?.name ?? ''
    return {
      key: `${HELD}${row.fingerprint}`,
      kind: 'held',
      at: instant(row.last_at),
      siteId: row.site_id,
      siteName: siteName(row.site_id),
      address: row.address,
      outcome: 'not-allowed',
      verifyCode: 50,
      subject,
      serial,
      fingerprint: row.fingerprint,
      problem: new AppError('device/held', { subject, authority }).toProblem(),
    }
  }

  const viewSetBack = (): InboxEntry[] => {
    const found = readSetBack(store)
    return found ? [{ key: SET_BACK, kind: 'set-back', at: instant(found.at), problem: found.problem.toProblem() }] : []
  }

  const viewRefusal = (row: RefusalRow, device: DeviceRow): DoorEntry => ({
    key: `${REFUSED}${device.id}`,
    kind: 'refused',
    at: instant(row.at),
    siteId: row.site_id,
    siteName: siteName(row.site_id) ?? row.site_name,
    deviceId: device.id,
    deviceName: device.name,
    address: row.address,
    outcome: row.outcome,
    verifyCode: row.verify_code,
    subject: row.subject,
    renewed: row.serial !== null && row.serial !== device.serial,
  })

  /** A request has settled itself when the device came with its new certificate. */
  const open = (row: RenewalRow): boolean => {
    const device = row.device_id === null ? undefined : store.devices.find(row.device_id)
    return device === undefined || device.fingerprint === row.fingerprint || device.first_seen === null
  }

  const wrongPassphrases = (): WrongPassphrases | null => {
    try {
      return WrongPassphrases.parse(JSON.parse(store.settings.text(WRONG_PASSPHRASES) ?? 'null'))
    } catch {
      // None, or written by another version.
      return null
    }
  }
  const passphraseEntries = (): InboxEntry[] => {
    const kept = wrongPassphrases()
    if (!kept || kept.count < MIN_TOLD_ATTEMPTS) return []
    return [{ key: PASSPHRASE, kind: 'passphrase', at: instant(kept.at), count: kept.count, via: kept.via }]
  }

  const acmeEntries = (told: ReadonlyMap<string, number>): InboxEntry[] =>
    context.acmeServer.waiting().flatMap(({ id, at, address, names }) => {
      const key = `${ACME}${id}`
      return told.has(key) ? [] : [{ key, kind: 'acme', id, at, address, names }]
    })

  const list = (): InboxEntry[] => {
    const renewals = store.inbox.renewals()
    const settled = renewals.filter((row) => !open(row))
    if (settled.length > 0) {
      store.sql.transaction(() => {
        for (const row of settled) store.inbox.forget(row.fingerprint)
      })
    }
    const asked = renewals.filter(open).map(viewRenewal)
    const told = store.settings.told()
    const refused = store.inbox.refusals(context.now() - RECENT).flatMap((row) => {
      const device = store.devices.find(row.device_id)
      if (!device || (told.get(`${REFUSED}${device.id}`) ?? -Infinity) >= row.at) return []
      if (asked.some((one) => one.deviceId === device.id)) return []
      const entry = viewRefusal(row, device)
      // An old certificate after a renewal is revoked, too; then the new one has not arrived.
      return TELLING.has(row.outcome) || (row.outcome === 'revoked' && entry.renewed) ? [entry] : []
    })
    const held = store.held.list().map(viewHeld)
    const entries = [...passphraseEntries(), ...acmeEntries(told), ...asked, ...refused, ...held]
    return [...viewSetBack(), ...entries.toSorted((one, other) => other.at.localeCompare(one.at))]
  }

  /** @returns the way back */
  const dismiss = (key: string): PutBack | null => {
    if (key.startsWith(RENEWAL)) {
      const fingerprint = key.slice(RENEWAL.length)
      const putBack = store.keep.request(fingerprint)
      store.sql.transaction(() => store.inbox.forget(fingerprint))
      return putBack
    }
    if (key === PASSPHRASE) {
      const before = store.settings.text(WRONG_PASSPHRASES)
      store.settings.setText(WRONG_PASSPHRASES, null)
      return () => store.settings.setText(WRONG_PASSPHRASES, before)
    }
    if (key.startsWith(HELD)) {
      // It comes back when it comes to a door again.
      store.held.remove(key.slice(HELD.length))
      return null
    }
    if (key === SET_BACK) forgetSetBack(store)
    // Off the list, and waiting all the same: `acme.request.list` still has it.
    if (!key.startsWith(REFUSED) && !key.startsWith(ACME)) return null
    const now = context.now()
    const before = store.settings.told().get(key)
    store.settings.tell([key], now, now - MEMORY)
    return () => store.settings.retell(key, before)
  }

  return {
    list,
    methods: {
      'inbox.list': async () => list(),
      'inbox.dismiss': async ({ key }) => {
        const entry = list().find((one) => one.key === key)
        const putBack = dismiss(key)
        context.emit('inbox.changed', { asked: null })
        if (entry && putBack) {
          const name =
            entry.kind === 'renewal' || entry.kind === 'refused'
              ? (entry.deviceName ?? entry.subject ?? '')
              : entry.kind === 'acme'
                ? entry.address
                : ''
          const back = async (): Promise<void> => {
            store.sql.transaction(putBack)
            context.emit('inbox.changed', { asked: null })
          }
          context.undo.keep({ kind: 'entry-dismissed', name, about: `inbox/${key}`, back })
        }
        return { key }
      },
    },
    held(certificate) {
      try {
        if (keepHeld(context, certificate)) context.emit('inbox.changed', { asked: null })
      } catch (error) {
        // A full disk loses the entry, never a decision: the certificate comes again.
        if (!(error instanceof AppError)) throw error
      }
    },
    wrongPassphrase({ via }) {
      const now = context.now()
      const before = wrongPassphrases()
      // A mistake of last week and one of today are no pattern.
      const goesOn = before !== null && (before.count >= MIN_TOLD_ATTEMPTS || now - before.at < DAY)
      const kept: WrongPassphrases = { count: goesOn ? before.count + 1 : 1, at: now, via }
      try {
        store.settings.setText(WRONG_PASSPHRASES, JSON.stringify(kept))
      } catch {
        // A full disk loses the count, never the delay.
        return
      }
      if (kept.count < MIN_TOLD_ATTEMPTS) return
      context.emit('inbox.changed', { asked: null })
      context.notices().wrongPassphrases(kept.count)
    },
    asked(request) {
      if (!store.sites.find(request.siteId)) return
      const known = store.devices.byFingerprint(request.fingerprint)
      const row = {
        fingerprint: request.fingerprint,
        site_id: request.siteId,
        device_id: known?.device_id ?? null,
        address: request.address,
        serial: request.serial,
        subject: request.subject,
        not_after: request.notAfter,
        last_at: request.at,
      }
      try {
        store.sql.transaction(() => store.inbox.ask(row))
      } catch {
        // A full disk loses the request, never a decision: its holder may ask again.
        return
      }
      context.emit('inbox.changed', { asked: viewRenewal({ ...row, first_at: request.at }) })
    },
  }
}
