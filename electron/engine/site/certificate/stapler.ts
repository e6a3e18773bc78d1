import type { SiteCertificate } from '../../../../shared/contract/site.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Problem } from '../../../../shared/transport.ts'
import type { StaplePolicy } from '../../../gate/protocol.ts'
import { climb } from '../../../pki/chain.ts'
import { tryParseCertificate } from '../../../pki/path/certificate.ts'
import { fromPem } from '../../../pki/x509/pem.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { askResponder } from './ask-ocsp.ts'
import { ocspRequest, responderOf } from '../../../pki/ocsp/request.ts'
import type { OcspQuestion, OcspStatus } from '../../../pki/ocsp/response.ts'
import { message } from '../../../../shared/messages/message.ts'

export interface StaplerOptions {
  /** Those that are open. */
  readonly sites: () => readonly SiteRecord[]
  /** DER of the authorities of the house: one of them may have issued what the chain does not name. */
  readonly authorities: () => readonly Uint8Array[]
  readonly read: (response: Uint8Array, question: OcspQuestion) => Promise<OcspStatus>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Another response, or another problem. */
  readonly onChange: (siteId: string) => void
}

/**
 * Fetches what says that the owner's own server certificates are not revoked, for as long as whoever issued them tells
 * it, and keeps it fresh. It never harms a site: what cannot be had is left out.
 */
export interface Stapler {
  /** Looks which certificates there are now. */
  follow(): void
  /** What the gate may send along with the certificate of this site. */
  of(site: SiteRecord): StaplePolicy | null
  /** The same, as the contract shows it. */
  view(site: SiteRecord): SiteCertificate['ocsp']
  stop(): Promise<void>
}

const MINUTE = 60_000
const HOUR = 3_600_000

interface Kept {
  readonly site: SiteRecord
  readonly leaf: Uint8Array
  readonly url: string
  staple: StaplePolicy | null
  problem: Problem | null
  failures: number
  /** When it is asked again. Milliseconds since 1970. */
  due: number
}

export function createStapler(options: StaplerOptions): Stapler {
  const { now } = options
  /** Null: a certificate of which nobody tells anything. */
  const kept = new Map<string, { readonly pem: string; readonly one: Kept | null }>()
  const ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()
  let waiting = false

  const begin = (site: SiteRecord): Kept | null => {
    if (site.certificateSource !== 'own') return null
    const leaf = fromPem(site.certificatePem)[0]?.der
    const url = leaf ? responderOf(leaf) : null
    return leaf && url !== null ? { site, leaf, url, staple: null, problem: null, failures: 0, due: now() } : null
  }

  const issuerOf = ({ site, leaf }: Kept): Uint8Array => {
    const below = tryParseCertificate(leaf)
    const [, ...chain] = fromPem(site.certificatePem).map((block) => block.der)
    const pool = [...chain, ...options.authorities()].flatMap((der) => tryParseCertificate(der) ?? [])
    const [, issuer] = below ? climb(below, pool, now()) : []
    if (!issuer) throw new AppError('site/ocsp-chain')
    return issuer.der
  }

  const ask = async (one: Kept): Promise<void> => {
    const { leaf, url } = one
    const issuer = issuerOf(one)
    const response = await askResponder(url, ocspRequest(leaf, issuer), ending.signal)
    const { status, from, until } = await options.read(response, { leaf, issuer, now: now() })
    if (status !== 'good') {
      // What was good before is not to be shown any more.
      one.staple = null
      throw new AppError('site/ocsp-not-good', {
        status: message(status === 'revoked' ? 'parts.ocsp.revoked' : 'parts.ocsp.unknown'),
      })
    }
    one.staple = { response: Buffer.from(response).toString('base64'), from, until }
    one.problem = null
    one.failures = 0
    const half = from + (until - from) / 2
    // One that was signed long ago is half over when it comes.
    one.due = half > now() ? half : now() + Math.max(MINUTE, (until - now()) / 2)
  }

  const renew = async (siteId: string, one: Kept): Promise<void> => {
    const before = JSON.stringify([one.staple?.response, one.problem])
    try {
      await ask(one)
    } catch (error) {
      one.failures += 1
      one.due = now() + Math.min(HOUR, MINUTE * 2 ** Math.min(one.failures - 1, 6))
      const told =
        error instanceof AppError ? error : new AppError('site/ocsp-invalid', { problem: message('parts.der.damaged') })
      one.problem = told.toProblem()
    }
    const current = !ending.signal.aborted && kept.get(siteId)?.one === one
    if (current && before !== JSON.stringify([one.staple?.response, one.problem])) options.onChange(siteId)
  }

  const run = async (): Promise<void> => {
    waiting = false
    for (const [siteId, { one }] of kept) {
      if (ending.signal.aborted) return
      if (one && one.due <= now() && kept.get(siteId)?.one === one) await renew(siteId, one)
    }
    schedule()
  }
  const queue = (): void => {
    if (waiting) return
    waiting = true
    last = last.then(run)
  }
  const schedule = (): void => {
    clearTimeout(timer)
    if (ending.signal.aborted) return
    const next = Math.min(...[...kept.values()].map(({ one }) => one?.due ?? Infinity))
    if (next === Infinity) return
    if (next <= now()) return queue()
    // Looked at now and then all the same: timers do not count while a computer sleeps.
    timer = setTimeout(queue, Math.min(next - now(), HOUR))
    timer.unref()
  }

  const find = (site: SiteRecord): Kept | null => {
    const found = kept.get(site.id)
    return found?.pem === site.certificatePem ? found.one : null
  }

  return {
    follow() {
      if (ending.signal.aborted) return
      const sites = options.sites()
      for (const id of kept.keys()) if (!sites.some((site) => site.id === id)) kept.delete(id)
      for (const site of sites) {
        if (kept.get(site.id)?.pem === site.certificatePem) continue
        kept.set(site.id, { pem: site.certificatePem, one: begin(site) })
      }
      schedule()
    },
    of: (site) => find(site)?.staple ?? null,
    view(site) {
      const one = find(site)
      if (!one) return null
      const until = one.staple && one.staple.until > now() ? new Date(one.staple.until).toISOString() : null
      return { responder: one.url, until, problem: one.problem }
    },
    stop() {
      ending.abort()
      clearTimeout(timer)
      return last
    },
  }
}
