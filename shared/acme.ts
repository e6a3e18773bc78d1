/** Authorities that are known by a name. Staging issues certificates that nobody trusts, and has generous limits. */
export const acmeDirectories = {
  letsencrypt: 'https://acme-v02.api.letsencrypt.org/directory',
  'letsencrypt-staging': 'https://acme-staging-v02.api.letsencrypt.org/directory',
} as const

/** Who changes TXT records for dns-01; `exec` is a program of the owner's. */
export const dnsServices = ['rfc2136', 'desec', 'duckdns', 'cloudflare', 'hetzner', 'acme-dns', 'exec'] as const
