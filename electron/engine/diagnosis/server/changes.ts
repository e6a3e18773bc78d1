import type { ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

type Changes = ServerDiagnosis['changes']

type Goal = 'demand' | 'explain' | 'trust' | 'encrypt' | 'chain' | 'crl'

/** For a goal: what to write at each server; what is typed into files as it is stays as it is. */
function changes(
  goal: Goal,
  [haproxy, nginx, apache, caddy]: readonly [
    haproxy: string | Message,
    nginx: string | Message,
    apache: string | Message,
    caddy: string | Message,
  ],
): Changes {
  const one = (server: string, change: string | Message): Changes[number] => ({
    goal: message(`serverDiagnosis.changes.${goal}`),
    server,
    // Lines of a file: each stays one.
    change: typeof change === 'string' ? { id: 'text.verbatim', values: { text: change } } : change,
  })
  return [one('HAProxy', haproxy), one('nginx', nginx), one('Apache', apache), one('Caddy', caddy)]
}

/** Apache's way to enforce a certificate for a path. */
export const APACHE_REQUIRE = 'Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"'

/** What to change at the servers people run, in their words. */
export const CHANGES = {
  demand: changes('demand', [
    'bind :443 ssl crt server.pem ca-file ca.crt verify required',
    'ssl_client_certificate ca.crt; ssl_verify_client on;',
    'SSLCACertificateFile ca.crt\nSSLVerifyClient require\nSSLVerifyDepth 2',
    'tls { client_auth { mode require_and_verify\n trust_pool file ca.crt } }',
  ]),
  explain: changes('explain', [
    message('serverDiagnosis.changes.explainHaproxy'),
    'ssl_verify_client optional; error_page 495 496 /why.html;',
    message('serverDiagnosis.changes.explainApache', { require: APACHE_REQUIRE }),
    message('serverDiagnosis.changes.explainCaddy'),
  ]),
  trust: changes('trust', [
    message('serverDiagnosis.changes.trustHaproxy'),
    message('serverDiagnosis.changes.trustNginx'),
    message('serverDiagnosis.changes.trustApache'),
    message('serverDiagnosis.changes.trustCaddy'),
  ]),
  encrypt: changes('encrypt', [
    'bind :443 ssl crt server.pem',
    'listen 443 ssl; ssl_certificate fullchain.pem; ssl_certificate_key privkey.pem;',
    'SSLEngine on\nSSLCertificateFile fullchain.pem\nSSLCertificateKeyFile privkey.pem',
    message('serverDiagnosis.changes.encryptCaddy'),
  ]),
  chain: changes('chain', [
    message('serverDiagnosis.changes.chainHaproxy'),
    message('serverDiagnosis.changes.chainNginx'),
    message('serverDiagnosis.changes.chainApache'),
    'tls fullchain.pem privkey.pem',
  ]),
  crl: changes('crl', [
    message('serverDiagnosis.changes.crlHaproxy'),
    message('serverDiagnosis.changes.crlNginx'),
    message('serverDiagnosis.changes.crlApache'),
    message('serverDiagnosis.changes.crlCaddy'),
  ]),
}
