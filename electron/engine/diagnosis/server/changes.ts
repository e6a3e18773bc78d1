import type { ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'

type Changes = ServerDiagnosis['changes']

function changes(goal: string, list: readonly Omit<Changes[number], 'goal'>[]): Changes {
  return list.map((one) => ({ goal, ...one }))
}

/** What to change at the servers people run, in their words. */
export const CHANGES = {
  demand: changes('To demand a certificate from every visitor', [
    { server: 'HAProxy', change: 'bind :443 ssl crt server.pem ca-file ca.crt verify required' },
    { server: 'nginx', change: 'ssl_client_certificate ca.crt; ssl_verify_client on;' },
    { server: 'Apache', change: 'SSLCACertificateFile ca.crt\nSSLVerifyClient require\nSSLVerifyDepth 2' },
    { server: 'Caddy', change: 'tls { client_auth { mode require_and_verify\n trust_pool file ca.crt } }' },
  ]),
  explain: changes('To show visitors without a good certificate a page that says why', [
    {
      server: 'HAProxy',
      change: 'verify optional crt-ignore-err all ca-ignore-err all, then a page for each ssl_c_verify',
    },
    { server: 'nginx', change: 'ssl_verify_client optional; error_page 495 496 /why.html;' },
    { server: 'Apache', change: 'SSLVerifyClient optional, then Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"' },
    { server: 'Caddy', change: 'client_auth { mode verify_if_given }, then a page for visitors without a certificate' },
  ]),
  trust: changes('To accept certificates of this authority', [
    { server: 'HAProxy', change: 'add the authority’s certificate, root and intermediate, to the ca-file' },
    { server: 'nginx', change: 'add it to ssl_client_certificate; ssl_verify_depth 2 where there is an intermediate' },
    { server: 'Apache', change: 'add it to SSLCACertificateFile; SSLVerifyDepth 2 where there is an intermediate' },
    { server: 'Caddy', change: 'add it to trust_pool file' },
  ]),
  encrypt: changes('To speak HTTPS on this port', [
    { server: 'HAProxy', change: 'bind :443 ssl crt server.pem' },
    { server: 'nginx', change: 'listen 443 ssl; ssl_certificate fullchain.pem; ssl_certificate_key privkey.pem;' },
    { server: 'Apache', change: 'SSLEngine on\nSSLCertificateFile fullchain.pem\nSSLCertificateKeyFile privkey.pem' },
    { server: 'Caddy', change: 'write the site as https://name, without http:// in front' },
  ]),
  chain: changes('To send the whole chain', [
    { server: 'HAProxy', change: 'crt server.pem: certificate, then the intermediates, then the key, in one file' },
    { server: 'nginx', change: 'ssl_certificate fullchain.pem; (certificate first, then the intermediates)' },
    { server: 'Apache', change: 'SSLCertificateFile fullchain.pem (since 2.4.8 with the intermediates in it)' },
    { server: 'Caddy', change: 'tls fullchain.pem privkey.pem' },
  ]),
  crl: changes('To put a new revocation list in force', [
    { server: 'HAProxy', change: 'crl-file crl.pem on the bind line, then systemctl reload haproxy' },
    { server: 'nginx', change: 'ssl_crl crl.pem; then nginx -s reload' },
    { server: 'Apache', change: 'SSLCARevocationFile crl.pem\nSSLCARevocationCheck chain\nthen apachectl graceful' },
    { server: 'Caddy', change: 'it knows no CRL by itself: a module, or short-lived certificates' },
  ]),
}
