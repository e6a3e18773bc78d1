/**
 * Request headers that upstreams believe, lower-cased and with `-`: whatever visitors send under these names is removed,
 * in every spelling, since servers that turn `_` into `-` (CGI, WSGI, PHP) make both one name. Families, and not single
 * names: who believes `Remote-User` believes `Remote-Groups` too.
 */

/** What the gate itself says. No visitor may, and no login. */
export const gateHeaders = {
  prefixes: ['x-ssl-', 'x-client-cert', 'x-vestibule-', 'client-cert', 'ssl-client-'],
  names: ['forwarded', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'],
} as const

/**
 * Of all doors. Sources: the manuals of HAProxy, nginx, Apache, Traefik, Caddy, oauth2-proxy, Authelia, Authentik, Grafana
 * (auth.proxy), Vouch, Pomerium, Tailscale Serve, Cloudflare Access, Google IAP, AWS ALB, Azure App Service, Symfony and
 * Laravel (X-Original-URL, X-HTTP-Method-Override), and https://httpoxy.org (Proxy).
 */
export const identityHeaders = {
  prefixes: [
    ...gateHeaders.prefixes,
    'x-forwarded-',
    'x-client-',
    // Who it is, as a login in front of the upstream says it.
    'remote-',
    'x-remote-',
    'x-webauth-',
    'x-auth-request-',
    'x-authentik-',
    'x-authelia-',
    'x-vouch-',
    'x-pomerium-',
    'tailscale-',
    'cf-',
    'x-goog-authenticated-user-',
    'x-goog-iap-',
    'x-amzn-oidc-',
    'x-ms-client-principal',
    'x-ms-token-',
    // Which path, host or method is meant: rules are asked about those of the request.
    'x-original-',
    'x-rewrite-',
    'x-envoy-',
    'x-http-method',
  ],
  names: [
    ...gateHeaders.names,
    'x-forwarded',
    'forwarded-for',
    'true-client-ip',
    'x-cluster-client-ip',
    'x-proxyuser-ip',
    'x-originating-ip',
    'fastly-client-ip',
    'x-azure-clientip',
    'x-azure-socketip',
    'x-appengine-user-ip',
    'x-auth-user',
    'x-auth-username',
    'x-auth-email',
    'x-auth-name',
    'x-auth-groups',
    'x-auth-roles',
    'x-method-override',
    'proxy',
  ],
} as const

/** One spelling for header names that some server takes for the same: small servers turn everything else into `-`. */
export function plainHeaderName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '-')
}

interface HeaderFamilies {
  readonly prefixes: readonly string[]
  readonly names: readonly string[]
}

function isAmong(plain: string, { prefixes, names }: HeaderFamilies): boolean {
  return prefixes.some((prefix) => plain.startsWith(prefix)) || names.includes(plain)
}

/** Whether some upstream believes it, in whatever spelling. */
export function isIdentityHeader(name: string): boolean {
  return isAmong(plainHeaderName(name), identityHeaders)
}

/** Whether only the gate may say it. */
export function isGateHeader(name: string): boolean {
  return isAmong(plainHeaderName(name), gateHeaders)
}

/** Last parts of names that say who somebody is, and not what may open a door. */
const WHO = /-(?:user|username|userid|login|name|email|mail|account|id|uid|principal|subject|groups?|roles?)$/

/**
 * The family of the header that logs visitors in, as a prefix: `remote-` for `Remote-User`, `x-token-` for
 * `X-Token-User`. What reads the one reads the others too. @param isUser its value is the visitor's name
 * @returns null for a header that stands alone, such as an API key's
 */
export function loginFamily(header: string, isUser: boolean): string | null {
  const plain = plainHeaderName(header)
  if (!isUser && !WHO.test(plain)) return null
  const parts = plain.split('-')
  // `x-` is the family of everything: `X-User` has `X-User-Groups` beside it.
  const shared = parts[0] === 'x' ? 2 : 1
  const kept = parts.length > shared ? parts.slice(0, shared) : parts
  return `${kept.join('-')}-`
}
