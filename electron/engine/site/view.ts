import type { Site } from '../../../shared/contract/site.ts'
import { instant, type Context } from '../app/context.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Store } from '../store/index.ts'
import { loadSecret } from '../store/site-secrets.ts'
import type { SiteRecord, SiteSecret } from '../store/sites.ts'
import { viewServerCertificate } from './certificate/issue.ts'
import { exemptWarning } from './lan-exempt.ts'
import { viewOptions } from './options.ts'
import { parseListen, siteUrl } from '../network/listen.ts'

/** The day as the owner's calendar has it, `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Secrets of a site that cannot be read any more, because service.key was lost or replaced. */
export function siteWarnings(store: Store, { id, name, options }: SiteRecord): AppError[] {
  const lost = (kind: SiteSecret): boolean => loadSecret(store, kind, id) === null
  const { login, upstreamCertPem } = options
  return [
    ...(login && login.kind !== 'user' && lost('upstream-login') ? [new AppError('site/login-lost', { name })] : []),
    ...(upstreamCertPem !== null && lost('upstream-key') ? [new AppError('site/upstream-key-lost', { name })] : []),
  ]
}

function viewCertificate({ publicCertificates, stapler }: Context, site: SiteRecord): Site['certificate'] {
  const certificate = viewServerCertificate(site)
  const acme = publicCertificates.view(site)
  const common = { ocsp: stapler.view(site), acme }
  if (!publicCertificates.isInForce(site)) return { ...certificate, ...common }
  return { ...certificate, source: 'acme', renewsAt: acme?.nextCheck ?? null, ...common }
}

/** A site as the contract shows it, with what is true of it now. */
export function viewSite(context: Context, site: SiteRecord): Site {
  const { state, problem } = context.enforcer.stateOf(site)
  return {
    id: site.id,
    name: site.name,
    hosts: [...site.hosts],
    listen: site.listen,
    url: siteUrl(
      site.hosts.find((host) => !host.startsWith('*.')) ?? site.hosts[0] ?? 'localhost',
      parseListen(site.listen).port,
    ),
    upstream: site.upstream,
    publicUpstream: site.publicUpstream,
    mode: site.mode,
    authorityIds: [...site.authorityIds],
    certificate: viewCertificate(context, site),
    rules: [...site.rules],
    ignoreCase: site.ignoreCase,
    observe: site.observe,
    contact: site.contact,
    enabled: site.enabled,
    state,
    problem,
    warnings: [exemptWarning(context.store, site) ?? [], ...siteWarnings(context.store, site)]
      .flat()
      .map((warning) => warning.toProblem()),
    // Nobody looks at the upstream of a site that is closed.
    health: state === 'running' ? context.health.of(site) : null,
    ...viewOptions(site.options, {
      problemAt: (listen) => (site.enabled ? context.enforcer.problemAt(listen) : null),
      filesProblem: context.files.problemOf(site.id),
    }),
    createdAt: instant(site.createdAt),
    today: context.store.sites.day(site.id, localDay(context.now())),
  }
}
