import type { FixAction, SiteSwitch } from '../../../../shared/contract/fix.ts'
import type { UpstreamSettings } from '../../../../shared/contract/upstream-settings.ts'
import { coversName } from '../../../../shared/host-names.ts'
import { cleanValues, type Value } from '../../../../shared/messages/message.ts'
import type { Problem } from '../../../../shared/transport.ts'
import type { PageAnswer } from './ask.ts'
import { readChallenges } from '../../../../shared/challenges.ts'
import { refusalIn, type PageCode } from './refusals.ts'

/** What an answer means for visitors. `wrong`: they see no page. `note`: they do, and there is something to know. */
export interface Finding {
  readonly severity: 'wrong' | 'note'
  readonly problem: Problem
  readonly action?: FixAction
}

/** The site whose page was asked for. */
export interface AskedSite {
  readonly siteId: string
  readonly siteName: string
  /** Lower case, without port: names under which the door answers, `*.` names among them. */
  readonly hosts: readonly string[]
  /** What visitors type. */
  readonly url: URL
  readonly upstream: URL
  readonly settings: Pick<UpstreamSettings, 'upstreamHeaders' | 'upstreamHost'>
  /** The kind of login that the site sends; null for none. */
  readonly login: string | null
}

/** Milliseconds after which people believe that nothing happens. */
const SLOW_MS = 5000

export function finding(
  site: AskedSite,
  code: PageCode,
  values: Readonly<Record<string, Value>>,
  options: { severity?: Finding['severity']; change?: SiteSwitch } = {},
): Finding {
  const { siteId, siteName } = site
  const { severity = 'wrong', change } = options
  return {
    severity,
    problem: { code, values: cleanValues({ name: siteName, ...values }) },
    action: change ? { kind: 'set-site', siteId, siteName, change } : { kind: 'edit-site', siteId, siteName },
  }
}

/** A finding with the switch that mends it, where there is one. */
export function objection(site: AskedSite, code: PageCode, values: Readonly<Record<string, Value>>): Finding {
  const change = switchFor(code, site)
  return finding(site, code, values, change ? { change } : {})
}

/** The switch that mends what a device objects to; undefined where it is set so already, or nothing here mends it. */
function switchFor(code: PageCode, { settings }: AskedSite): SiteSwitch | undefined {
  if (code === 'answer/host-refused' && settings.upstreamHost !== 'upstream') {
    return { setting: 'upstreamHost', value: 'upstream' }
  }
  // Not for a proxy that is not trusted: a device that takes every visitor for this computer may let them in by that.
  if (code === 'answer/headers-too-large' && settings.upstreamHeaders !== 'none') {
    const value = settings.upstreamHeaders === 'forwarded' ? 'none' : 'forwarded'
    return { setting: 'upstreamHeaders', value }
  }
  return undefined
}

/** The answer that a visitor gets after redirects, read for what keeps people from a page. Pure. */
export function readAnswer(hops: readonly PageAnswer[], site: AskedSite): Finding[] {
  const last = hops.at(-1)
  if (!last) return []
  const slow = Math.max(...hops.map((hop) => hop.firstByteMs))
  return [
    ...readRedirect(hops, site),
    ...(last.status >= 400 ? [readError(last, site)] : []),
    ...(last.status < 300 ? readPage(last, site) : []),
    ...(slow > SLOW_MS
      ? [finding(site, 'answer/slow', { seconds: Math.round(slow / 1000) }, { severity: 'note' })]
      : []),
  ]
}

/** An answer of 400 and above, by its words. What they do not tell is found out by asking in several ways. */
export function readError(answer: PageAnswer, site: AskedSite): Finding {
  const { status, localAddress } = answer
  const details = { status, host: site.url.host, address: localAddress ?? '<IP>' }
  const refusal = refusalIn(answer)
  if (refusal) return objection(site, refusal.code, details)
  const challenges = status === 401 ? readChallenges(answer.headers.get('www-authenticate') ?? []) : []
  if (challenges.length > 0)
    return readLogin(
      challenges.map(({ scheme }) => scheme),
      status,
      site,
    )
  return finding(site, 'answer/refuses-everybody', details)
}

/** Schemes for which browsers ask their user. */
const TYPED = new Set(['basic', 'digest'])
/** Schemes that log a connection in (RFC 4559). */
const OF_CONNECTION = new Set(['negotiate', 'ntlm', 'kerberos'])
const NAMES: Readonly<Record<string, string>> = { ntlm: 'NTLM', hoba: 'HOBA', scram: 'SCRAM', dpop: 'DPoP' }

function readLogin(found: readonly string[], status: number, site: AskedSite): Finding {
  const schemes = [...new Set(found)].map(
    (scheme) => NAMES[scheme] ?? scheme.replace(/^./, (first) => first.toUpperCase()),
  )
  const details = { status, schemes: schemes.join(', ') }
  if (site.login !== null && site.login !== 'user') return finding(site, 'answer/login-wrong', details)
  if (found.some((scheme) => TYPED.has(scheme)))
    return finding(site, 'answer/login-basic', details, { severity: 'note' })
  if (found.some((scheme) => OF_CONNECTION.has(scheme))) {
    return finding(site, 'answer/login-connection', details, { severity: 'note' })
  }
  return finding(site, 'answer/login-token', details)
}

const isRedirect = (answer: PageAnswer): boolean => answer.status > 300 && answer.status < 400 && answer.status !== 304

/** Where a redirect leads, as a browser reads it; null where it leads nowhere. */
export function redirectTarget(answer: PageAnswer): URL | null {
  const location = answer.headers.get('location')?.[0]
  return isRedirect(answer) && location !== undefined && URL.canParse(location, answer.url.href)
    ? new URL(location, answer.url)
    : null
}

/** Whether a browser that is led there stays at this door. */
export function isOwnAddress(target: URL, site: Pick<AskedSite, 'hosts' | 'url'>): boolean {
  const portOf = ({ port, protocol }: URL): string => (port === '' ? (protocol === 'https:' ? '443' : '80') : port)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  const known = site.hosts.some((name) => coversName(name, host))
  return target.protocol === 'https:' && known && portOf(target) === portOf(site.url)
}

function readRedirect(hops: readonly PageAnswer[], site: AskedSite): Finding[] {
  const last = hops.at(-1)
  const target = last && redirectTarget(last)
  if (!last || !target) return []
  const location = target.href.slice(0, 200)
  const details = { location, host: site.url.host }
  const before = hops.some((hop) => hop.url.href === target.href)
  if (isOwnAddress(target, site)) {
    return before || hops.length > 5 ? [finding(site, 'answer/redirects-to-itself', details)] : []
  }
  const past =
    target.protocol === 'http:' || target.hostname === site.upstream.hostname || isPrivateName(target.hostname)
  return past
    ? [finding(site, 'answer/redirects-past', details)]
    : [finding(site, 'answer/redirects-elsewhere', details, { severity: 'note' })]
}

/** Names and addresses that mean something in the house only. */
function isPrivateName(host: string): boolean {
  return (
    !host.includes('.') ||
    /\.(?:local|lan|home|internal|localdomain|home\.arpa)$/.test(host) ||
    /^(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./.test(host) ||
    /^\[(?:::1|f[cd]|fe[89ab])/.test(host)
  )
}

/** What browsers block on an HTTPS page (https://www.w3.org/TR/mixed-content/ §5): not links, and not images any more. */
const LOADED =
  /<(?:script|iframe|link|form|object|embed|source|audio|video)\b[^>]{0,500}?\b(?:src|href|action|data)\s*=\s*["']?(http:\/\/[^"'\s>]{1,300})/gi
const PASSWORD_FIELD = /<input\b[^>]{0,300}\btype\s*=\s*["']?password/i

function readPage({ headers, body }: PageAnswer, site: AskedSite): Finding[] {
  if (!/html/i.test(headers.get('content-type')?.[0] ?? 'text/html')) return []
  const loaded = [...body.matchAll(LOADED)].filter(
    ([tag]) => !/^<link\b/i.test(tag) || /\brel\s*=\s*["']?[^"'>]{0,60}stylesheet/i.test(tag),
  )
  const [example] = loaded.map(([, address]) => address?.slice(0, 120))
  return [
    ...(example === undefined
      ? []
      : [finding(site, 'answer/mixed-content', { example, host: site.url.host }, { severity: 'note' })]),
    ...(PASSWORD_FIELD.test(body) ? [finding(site, 'answer/login-page', {}, { severity: 'note' })] : []),
  ]
}
