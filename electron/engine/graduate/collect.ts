import { X509Certificate } from 'node:crypto'
import { namedMethods } from '../../../shared/access/method.ts'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import type { ExportSecrets } from '../../../shared/contract/site-export.ts'
import type { Context } from '../app/context.ts'
import { toPem } from '../../pki/x509/pem.ts'
import { siblingsOf } from '../authority/issuer.ts'
import { publisherOf } from '../authority/publish.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import { groupsOf, type DeviceRow } from '../store/devices.ts'
import type { SiteRecord } from '../store/sites.ts'
import { upstreamHostOf } from '../store/site-options.ts'
import { loadSecret } from '../store/site-secrets.ts'
import { chainLevels, under, type Levels } from './levels.ts'
import type {
  ExportAuthority,
  ExportCertificate,
  ExportModel,
  ExportName,
  ExportRule,
  ExportTest,
  ExportUpstream,
  ExportUpstreamTls,
} from './model.ts'

function upstreamOf(address: string, tls: ExportUpstreamTls, { upstream, options }: SiteRecord): ExportUpstream {
  const url = new URL(address)
  const secure = url.protocol === 'https:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: url.pathname.replace(/\/+$/, ''),
    tls: secure ? tls : null,
    askedHost: upstreamHostOf(options, upstream, address),
  }
}

const PUBLIC: ExportUpstreamTls = { trust: { by: 'system' }, depth: null, serverName: null, identity: null }

/** @param pinned the certificate of the upstream, PEM, where the site knows it by its fingerprint and it was found */
function upstreamsOf(
  site: SiteRecord,
  keyPem: string | null,
  pinned: string | null,
): Pick<ExportModel, 'upstream' | 'publicUpstream'> {
  const { upstreamTls, upstreamCertPem } = site.options
  const { trust } = upstreamTls
  const tls: ExportUpstreamTls = {
    ...upstreamTls,
    trust: trust.by === 'fingerprint' ? { ...trust, pem: pinned } : trust,
    identity: upstreamCertPem === null || keyPem === null ? null : { certPem: upstreamCertPem, keyPem },
  }
  const { upstream, publicUpstream } = site
  const same = publicUpstream !== null && new URL(publicUpstream).origin === new URL(upstream).origin
  return {
    upstream: upstreamOf(upstream, tls, site),
    publicUpstream:
      publicUpstream === null ? null : upstreamOf(publicUpstream, same ? { ...tls, identity: null } : PUBLIC, site),
  }
}

function listenOf(listen: string): ExportModel['listen'] {
  const colon = listen.lastIndexOf(':')
  return { address: listen.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(listen.slice(colon + 1)) }
}

function authorityOf(context: Context, row: AuthorityRow): ExportAuthority {
  const { authorities } = context.store
  // Lists and revocations belong to the issuer, whichever of its certificates they came with.
  const rows = siblingsOf(authorities.list(), row)
  const lists = rows.flatMap(({ id }) => authorities.newestCrl(id) ?? [])
  const [list] = lists.toSorted((a, b) => b.this_update - a.this_update)
  return {
    name: row.name,
    pem: toPem('CERTIFICATE', row.der),
    revoked: [...new Set(rows.flatMap(({ id }) => authorities.revocations(id).map((one) => one.serial)))],
    // A list that is out of date would lock everybody out: the serial numbers are better than that.
    crl:
      list && list.next_update > context.now() ? { pem: toPem('X509 CRL', list.der), until: list.next_update } : null,
  }
}

function nameOf(row: AuthorityRow): ExportName {
  return { authority: row.name, lines: new X509Certificate(row.der).subject }
}

/** The certificates of devices that can still open anything. */
function certificatesOf(context: Context, devices: readonly DeviceRow[]): ExportCertificate[] {
  const { store } = context
  return devices.flatMap((device) =>
    store.devices
      .certificates(device.id)
      .filter((one) => one.revoked_at === null)
      .map((one) => ({ device: device.name, sha256: one.fingerprint, der: store.devices.der(one.id) })),
  )
}

/** What a rule asks of a certificate, with devices and groups as the certificates that they are today. */
function testsOf(context: Context, rule: AccessRule, levels: Levels): ExportTest[] {
  const all = context.store.devices.list({})
  const certificates = (devices: readonly DeviceRow[]): ExportTest => ({
    kind: 'certificate',
    list: certificatesOf(context, devices),
  })
  const inGroup = (row: DeviceRow): boolean => groupsOf(row).some((group) => rule.groups.includes(group))
  const known = new Map(certificatesOf(context, all).map((one) => [one.sha256, one]))
  const subject = (attribute: 'CN' | 'O' | 'OU', values: readonly string[]): ExportTest[] =>
    values.length === 0 ? [] : [{ kind: 'subject', attribute, values }]
  return [
    ...(rule.devices.length === 0 ? [] : [certificates(all.filter((row) => rule.devices.includes(row.id)))]),
    ...(rule.groups.length === 0 ? [] : [certificates(all.filter(inGroup))]),
    ...subject('CN', rule.commonNames),
    ...subject('O', rule.organizations),
    ...subject('OU', rule.units),
    ...(rule.authorities.length === 0
      ? []
      : [{ kind: 'issuer', names: under(levels, rule.authorities).map(nameOf) } as const]),
    ...(rule.fingerprints.length === 0
      ? []
      : [
          {
            kind: 'certificate',
            list: rule.fingerprints.map((sha256) => known.get(sha256) ?? { device: '', sha256, der: null }),
          } as const,
        ]),
  ]
}

function ruleOf(context: Context, rule: AccessRule, levels: Levels): ExportRule {
  const tests = testsOf(context, rule, levels)
  const { depth } = rule
  return {
    path: rule.path,
    methods: namedMethods(rule.methods),
    certificate: rule.certificate,
    lan: rule.lan,
    who: tests.length === 0 ? null : { satisfy: rule.satisfy, tests },
    issuers: depth === null ? null : levels.filter(({ level }) => level <= depth).map(({ row }) => nameOf(row)),
  }
}

/** Event streams are silent for long: what the site waits for is the least. */
function answerTimeoutOf({ options: { firstByteTimeout, idleTimeout } }: SiteRecord): number {
  return Math.max(firstByteTimeout, idleTimeout ?? 600)
}

/** Stands where a secret will: the writers see that there is one. */
const REMARK = '(put in when the folder is saved)'

/** A site and everything that belongs to it, as plain data. */
export function collectSite(
  context: Context,
  site: SiteRecord,
  { secrets, pinned }: { readonly secrets: ExportSecrets; readonly pinned: string | null },
): ExportModel {
  const { store } = context
  const secret = (kind: Parameters<typeof loadSecret>[1]): string | null => {
    const value = secrets === 'left-out' ? null : loadSecret(store, kind, site.id)
    if (value === null || secrets === 'included') return value
    return REMARK
  }
  const levels = chainLevels(store.authorities.list(), site.authorityIds)
  const { login } = site.options
  const isDigest = login?.kind === 'digest'
  const value = login === null || isDigest || login.kind === 'user' ? null : secret('upstream-login')
  const usable = login !== null && !isDigest && (login.kind === 'user' || value !== null)
  return {
    name: site.name,
    hosts: site.hosts,
    listen: listenOf(site.listen),
    mode: site.mode,
    ...upstreamsOf(site, secret('upstream-key'), pinned),
    redirects: site.options.redirects.map(listenOf),
    redirectChallenges: site.options.http01 === 'redirect',
    publishes: store.authorities
      .list()
      .flatMap(({ crl_url: url }) => (url !== null && publisherOf(url, [site]) ? [url] : [])),
    login: usable ? { header: login.header, value } : null,
    loginLeftOut: login !== null && !isDigest && !usable,
    digestLeftOut: isDigest,
    visitorsKeepLogin: site.options.visitorLogin === 'keep' && usable && login.header.toLowerCase() === 'authorization',
    devices: login?.kind === 'user' ? certificatesOf(context, store.devices.list({})) : [],
    upstreamHeaders: site.options.upstreamHeaders,
    answerTimeout: answerTimeoutOf(site),
    connections: site.options.upstreamConnections,
    encodedPaths: site.options.encodedPaths,
    contact: site.contact,
    page: site.options.page,
    authorities: levels.filter(({ level }) => level === 1).map(({ row }) => authorityOf(context, row)),
    intermediates: levels.filter(({ level }) => level > 1).map(({ row }) => authorityOf(context, row)),
    rules: site.rules.map((rule) => ruleOf(context, rule, levels)),
    ignoreCase: site.ignoreCase,
    observe: site.observe,
    certificate: { certPem: site.certificatePem, keyPem: secret('server-key') },
  }
}
