import type { UpstreamHeaders } from '../../../../shared/contract/upstream-settings.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { parseListen, siteUrl } from '../../network/listen.ts'
import { askPage, type AskOptions, type PageAnswer } from './ask.ts'
import { compareAnswers, type DoorHeaders } from './compare.ts'
import { isOwnAddress, readAnswer, redirectTarget, type AskedSite, type Finding } from './read.ts'

/** Browsers give up after twenty; a circle shows sooner. */
const MAX_REDIRECTS = 6

/** What a visitor with a good certificate sees, as far as one request and its redirects tell. */
export interface PageDiagnosis {
  readonly status: number
  readonly firstByteMs: number
  readonly findings: readonly Finding[]
}

/** A site as its page is asked for. */
export function askedSite(site: SiteRecord): AskedSite {
  const { port } = parseListen(site.listen)
  return {
    siteId: site.id,
    siteName: site.name,
    hosts: site.hosts,
    url: new URL(siteUrl(hostToAsk(site.hosts), port)),
    upstream: new URL(site.upstream),
    settings: site.options,
    login: site.options.login?.kind ?? null,
  }
}

/** A name that the site answers for: for `*.home.example` one below it. */
export function hostToAsk(hosts: readonly string[]): string {
  const host = hosts.find((one) => !/^[\d.]+$|:/.test(one)) ?? hosts[0] ?? 'localhost'
  return host.startsWith('*.') ? `vestibule-diagnosis${host.slice(1)}` : host
}

/** Bytes that say of a visitor who he is: a certificate of a device and its chain, or what stands in it. */
const IDENTITY_BYTES: Readonly<Record<UpstreamHeaders, number>> = { none: 0, forwarded: 0, names: 500, full: 2400 }

/** How the door asks for this site now. */
export function doorHeaders({ settings, upstream, url }: AskedSite): DoorHeaders {
  const { upstreamHeaders, upstreamHost } = settings
  return {
    identityBytes: IDENTITY_BYTES[upstreamHeaders],
    forwarded: upstreamHeaders !== 'none',
    host: upstreamHost === 'visitor' ? url.host : upstreamHost === 'upstream' ? upstream.host : upstreamHost,
  }
}

/** Asks for the first page through the door and reads what comes. Null when nothing comes, which others explain. */
export async function diagnosePage(site: AskedSite, ask: AskOptions): Promise<PageDiagnosis | null> {
  const hops: PageAnswer[] = []
  for (let url: URL | null = site.url; url !== null && hops.length <= MAX_REDIRECTS;) {
    const { answer } = await askPage(url, ask)
    if (answer === null) break
    // The door's own address says nothing about the one by which the device knows this computer.
    hops.push({ ...answer, localAddress: null })
    const target: URL | null = redirectTarget(answer)
    const isNew = target !== null && !hops.some((hop) => hop.url.href === target.href)
    url = target && isNew && isOwnAddress(target, site) ? target : null
  }
  const last = hops.at(-1)
  if (!last || last.headers.has('x-vestibule-page')) return null
  const findings = readAnswer(hops, site)
  const isUnclear = findings.some(({ problem }) => problem.code === 'answer/refuses-everybody')
  const isProxy = findings.some(
    ({ problem }) => problem.code === 'answer/proxy-untrusted' || problem.code === 'answer/banned',
  )
  // Only a connection to the device itself shows by which address it knows this computer.
  const compared =
    last.status >= 400 && (isUnclear || isProxy)
      ? await compareAnswers(last, site, doorHeaders(site), ask.signal)
      : null
  return {
    status: last.status,
    firstByteMs: last.firstByteMs,
    findings: compared ? [compared, ...findings.filter(({ severity }) => severity === 'note')] : findings,
  }
}
