import type { ExportModel } from './model.ts'

/**
 * Identity headers that programs behind a proxy are known to believe. Servers that cannot remove headers by pattern
 * remove these by name. Sources: the manuals of HAProxy, nginx, Apache, Traefik, oauth2-proxy, Grafana and Home Assistant.
 */
export const knownIdentityHeaders: readonly string[] = [
  'Forwarded',
  'X-Real-IP',
  ...['For', 'Proto', 'Protocol', 'Host', 'Port', 'Server', 'Scheme', 'Ssl', 'Prefix', 'Path', 'Uri', 'Method'].map(
    (name) => `X-Forwarded-${name}`,
  ),
  ...['User', 'Email', 'Groups', 'Preferred-Username', 'Access-Token', 'Client-Cert', 'Tls-Client-Cert'].map(
    (name) => `X-Forwarded-${name}`,
  ),
  'X-Forwarded-Tls-Client-Cert-Info',
  'X-SSL-Error',
  'X-SSL-Issuer',
  'X-SSL-Subject',
  ...['Verify', 'DN', 'CN', 'Serial', 'Fingerprint', 'Not-After', 'Not-Before', 'SHA1', 'Cert', 'S-DN', 'I-DN'].map(
    (name) => `X-SSL-Client-${name}`,
  ),
  'Client-Cert',
  'Client-Cert-Chain',
  'X-Client-Cert',
  'X-Client-Cert-Chain',
  'X-Client-Certificate',
  ...['Verify', 'Cert', 'S-DN', 'I-DN', 'Subject-Dn', 'Issuer-Dn'].map((name) => `SSL-Client-${name}`),
  ...['User', 'Name', 'Email', 'Groups', 'Roles', 'Addr', 'Host'].flatMap((name) => [
    `Remote-${name}`,
    `X-Remote-${name}`,
  ]),
  ...['User', 'Name', 'Email', 'Groups', 'Role', 'Orgs'].map((name) => `X-Webauth-${name}`),
  ...['User', 'Email', 'Groups', 'Preferred-Username', 'Access-Token', 'Redirect'].map(
    (name) => `X-Auth-Request-${name}`,
  ),
  ...['Username', 'Email', 'Groups', 'Name', 'Uid', 'Entitlements'].map((name) => `X-Authentik-${name}`),
  ...['User', 'Username', 'Email', 'Name', 'Groups', 'Roles'].map((name) => `X-Auth-${name}`),
  ...['Login', 'Name', 'Profile-Pic'].map((name) => `Tailscale-User-${name}`),
  ...['Connecting-IP', 'Access-Jwt-Assertion', 'Access-Authenticated-User-Email'].map((name) => `Cf-${name}`),
  ...['IP', 'Host', 'Proto', 'Scheme'].map((name) => `X-Client-${name}`),
  'True-Client-IP',
  'X-Cluster-Client-IP',
  ...['URL', 'URI', 'Host', 'Method', 'Path'].map((name) => `X-Original-${name}`),
  'X-Rewrite-URL',
  'X-HTTP-Method',
  'X-HTTP-Method-Override',
  'X-Method-Override',
  'Proxy',
]

/** Whether upstreams are told where a visitor comes from, what its certificate says, and the certificate itself. */
export function saysForwarded({ upstreamHeaders }: Pick<ExportModel, 'upstreamHeaders'>): boolean {
  return upstreamHeaders !== 'none'
}
export function saysNames({ upstreamHeaders }: Pick<ExportModel, 'upstreamHeaders'>): boolean {
  return upstreamHeaders === 'names' || upstreamHeaders === 'full'
}
export function saysCertificate({ upstreamHeaders }: Pick<ExportModel, 'upstreamHeaders'>): boolean {
  return upstreamHeaders === 'full'
}
