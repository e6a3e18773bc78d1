import { randomBytes } from 'node:crypto'
import { nobody, observes, type Evidence, type Rules } from '../../../shared/access/decide.ts'
import { isLocalNetwork } from '../../../shared/access/local-network.ts'
import type { Seen, SiteDiagnosis, VisitorResult } from '../../../shared/contract/diagnosis.ts'
import type { FixAction } from '../../../shared/contract/fix.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message, type Message } from '../../../shared/messages/message.ts'
import type { RevokedCertificate } from '../../gate/protocol.ts'
import { readCertificate } from '../../pki/x509/certificate.ts'
import type { Signer } from '../../pki/x509/issue.ts'
import { subjectValues } from '../../pki/x509/name.ts'
import { fromPem } from '../../pki/x509/pem.ts'
import { expectation } from './expect.ts'
import { explainBoth, UPSTREAM_PAGES, type Explanation } from './explain.ts'
import type { PageDiagnosis } from './page/index.ts'
import { probe } from './probe.ts'
import { makeVisitors, type Visitor } from './visitors.ts'

export type PageProblem = NonNullable<SiteDiagnosis['page']>['problems'][number]

export interface SiteDiagnosisOptions {
  readonly runId: string
  readonly siteId: string
  readonly siteName: string
  readonly rules: Rules
  readonly address: string
  readonly port: number
  readonly servername: string
  readonly signers: readonly (Signer & { readonly id: string; readonly name: string })[]
  /** DER of the certificates that vouch for the server. */
  readonly serverTrust: readonly Uint8Array[]
  readonly now: () => number
  /** Puts probes and their revocations in force at the gate; the returned function takes them back. */
  readonly preparePolicy: (extra: { probes: string[]; revoked: RevokedCertificate[] }) => Promise<() => Promise<void>>
  /** Asks for the first page as a visitor with this certificate. */
  readonly askPage: (credentials: Visitor['credentials']) => Promise<PageDiagnosis | null>
  /** Why the device behind gave the visitors of this run no answer; null when it did. */
  readonly upstreamProblem: () => PageProblem | null
  readonly onVisitor: (visitor: VisitorResult, total: number) => void
  readonly signal?: AbortSignal
}

const VERSIONS = ['1.2', '1.3'] as const
/** Handshakes at the same time: more would not be faster on two cores. */
const AT_ONCE = 4

/** Knocks as every kind of visitor, over both TLS versions, and says what happened. */
export async function diagnoseSite(options: SiteDiagnosisOptions): Promise<SiteDiagnosis> {
  const started = options.now()
  const [signer] = options.signers
  if (!signer) throw new AppError('diagnosis/no-own-authority', { name: options.siteName })
  const visitors = await makeVisitors(signer, started)
  const runs = visitors.flatMap((visitor) => VERSIONS.map((version) => ({ visitor, version })))
  const results: VisitorResult[] = []
  const target = {
    address: options.address,
    port: options.port,
    servername: options.servername,
    serverTrust: options.serverTrust,
  }
  const word = randomBytes(16).toString('hex')
  const { signal } = options
  const cancelled = (): boolean => signal?.aborted === true
  const common = { target, word, signal }
  /** Sessions from before the revocation of those that are revoked, by visitor and version. */
  const earned = new Map<string, Buffer>()
  let page: SiteDiagnosis['page'] = null
  const knock = async (index: number, visitor: Visitor, version: '1.2' | '1.3'): Promise<void> => {
    const { credentials } = visitor
    const fresh = await probe({ ...common, version, credentials })
    const session = earned.get(`${visitor.id} ${version}`) ?? fresh.session
    const again =
      session === null || fresh.problem !== null ? null : await probe({ ...common, version, credentials, session })
    // What a cancelled probe saw is nobody's fault.
    if (cancelled()) return
    const expected = expectation(options.rules, visitor.id, {
      good: evidenceOf(visitor, signer.id),
      // A probe comes from the address that it goes to: both are this computer's.
      localNetwork: isLocalNetwork(options.address),
    })
    const result: VisitorResult = {
      id: visitor.id,
      title: message(`siteDiagnosis.visitor.${visitor.id}`),
      tls: version,
      expected: expected.sentence,
      seen: fresh.seen,
      ...(fresh.problem === null
        ? withAction(
            withPage(explainBoth(visitor.id, expected, fresh.seen, again), fresh.seen, page),
            fresh.seen,
            options,
          )
        : notTried(fresh.problem)),
    }
    results[index] = result
    options.onVisitor(result, runs.length)
  }
  const probes = [word, ...visitors.flatMap(({ fingerprint }) => (fingerprint === null ? [] : [fingerprint]))]
  const revoked = visitors.flatMap((visitor) => (visitor.revoked === null ? [] : [visitor.revoked]))
  const undo = [await options.preparePolicy({ probes, revoked: [] })]
  try {
    const before = runs.filter(({ visitor }) => visitor.revoked !== null)
    await allOf(before, cancelled, async ({ visitor, version }) => {
      const { session } = await probe({ ...common, version, credentials: visitor.credentials, sessionOnly: true })
      if (session) earned.set(`${visitor.id} ${version}`, session)
    })
    undo.unshift(await options.preparePolicy({ probes: [], revoked }))
    // First of all, while the device has nothing else to do: its answer explains what the visitors see.
    page = await whatIsSeen(visitors, options)
    await allOf(runs, cancelled, ({ visitor, version }, index) => knock(index, visitor, version))
    page = withUpstreamProblem(page, options)
  } finally {
    for (const takeBack of undo) await takeBack()
  }
  // Cancelled runs have gaps.
  const done = results.filter(() => true)
  const wrong = done.filter((result) => result.verdict === 'wrong')
  const untried = done.filter((result) => result.verdict === 'not-tried').length
  const missing = runs.length - done.length
  return {
    runId: options.runId,
    siteId: options.siteId,
    siteName: options.siteName,
    at: new Date(started).toISOString(),
    durationMs: options.now() - started,
    ok: wrong.length === 0 && untried === 0 && missing === 0 && (page?.problems.length ?? 0) === 0,
    summary:
      missing > 0
        ? message('siteDiagnosis.summary.stopped', { done: done.length, total: runs.length })
        : wrong.length === 0 && untried > 0
          ? message('siteDiagnosis.summary.untried', { untried, total: done.length })
          : summarise(options.siteName, done.length, wrong, { open: observes(options.rules), page }),
    visitors: done,
    page,
  }
}

/** What the good visitor sees. Null where such a visitor does not get as far as the device. */
async function whatIsSeen(
  visitors: readonly Visitor[],
  { askPage }: SiteDiagnosisOptions,
): Promise<SiteDiagnosis['page']> {
  const good = visitors.find(({ id }) => id === 'good')
  const seen = good ? await askPage(good.credentials) : null
  if (!seen) return null
  const of = (severity: 'wrong' | 'note'): PageProblem[] =>
    seen.findings.flatMap((one) =>
      one.severity === severity ? [{ ...one.problem, ...(one.action ? { action: one.action } : {}) }] : [],
    )
  return { status: seen.status, milliseconds: seen.firstByteMs, problems: of('wrong'), notes: of('note') }
}

/** Where the device gave no answer at all, the gate knows why. */
function withUpstreamProblem(
  page: SiteDiagnosis['page'],
  { upstreamProblem }: SiteDiagnosisOptions,
): SiteDiagnosis['page'] {
  const problem = page ? null : upstreamProblem()
  return problem ? { status: null, milliseconds: null, problems: [problem], notes: [] } : page
}

/** Who got as far as the device and was shown an error there has not got through. */
function withPage<T extends Explanation>(
  explained: T,
  seen: Seen,
  page: SiteDiagnosis['page'],
): T & { action?: FixAction } {
  const [problem] = page?.problems ?? []
  if (!problem || explained.verdict !== 'ok' || seen.page !== 'upstream') return explained
  return {
    ...explained,
    verdict: 'wrong',
    explanation: message('siteDiagnosis.wrong.error'),
    fix: null,
    ...(problem.action ? { action: problem.action } : {}),
  }
}

/** A visit that could not be made is no fault of the site. */
function notTried(problem: Message): Pick<VisitorResult, 'verdict' | 'explanation' | 'fix' | 'resumed'> {
  return {
    verdict: 'not-tried',
    explanation: message('siteDiagnosis.notTried.text', { problem }),
    fix: message('siteDiagnosis.notTried.fix'),
    resumed: null,
  }
}

/** Where the owner has to look: at the site, when what is behind it does not answer or nothing answers at all. */
function withAction<T extends object>(
  explained: T & { readonly verdict: string },
  seen: Seen,
  { siteId, siteName }: SiteDiagnosisOptions,
): T & { readonly action?: FixAction } {
  const atSite = seen.handshake === 'failed' || (seen.page !== null && UPSTREAM_PAGES.has(seen.page))
  if (explained.verdict !== 'wrong' || !atSite || 'action' in explained) return explained
  return { ...explained, action: { kind: 'edit-site', siteId, siteName } }
}

/** Does something with each, a few at a time, until it is cancelled. */
async function allOf<T>(
  list: readonly T[],
  cancelled: () => boolean,
  work: (one: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next++; index < list.length && !cancelled(); index = next++) {
      const one = list[index]
      if (one !== undefined) await work(one, index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** What the judge is told about a probe's certificate when it is good: it belongs to no device and no group. */
function evidenceOf({ credentials, fingerprint }: Visitor, authorityId: string): Evidence {
  const [leaf] = credentials ? fromPem(credentials.certPem) : []
  return {
    ...nobody,
    presented: true,
    fingerprint,
    ...(leaf ? { subject: subjectValues(readCertificate(leaf.der).subject) } : {}),
    authorities: [authorityId],
    depth: 1,
  }
}

function summarise(
  name: string,
  total: number,
  wrong: readonly VisitorResult[],
  { open, page }: { open: boolean; page: SiteDiagnosis['page'] },
): Message {
  const intruders = wrong.filter((result) => result.id !== 'good' && result.seen.page === 'upstream')
  if (intruders.length > 0) return message('siteDiagnosis.summary.intruders', { name })
  if (page && page.problems.length > 0) {
    return page.status === null
      ? message('siteDiagnosis.summary.noAnswer', { name })
      : message('siteDiagnosis.summary.error', { name, status: page.status })
  }
  if (wrong.length === 0 && open) return message('siteDiagnosis.summary.observes', { name, total })
  if (wrong.length === 0) return message('siteDiagnosis.summary.right', { name, total })
  if (wrong.some((result) => result.id === 'good')) return message('siteDiagnosis.summary.keepsOut', { name })
  return message('siteDiagnosis.summary.wrong', { name, wrong: wrong.length, total })
}
