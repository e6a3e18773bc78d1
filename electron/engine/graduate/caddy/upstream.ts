import { saysForwarded } from '../header-names.ts'
import type { ExportModel, ExportUpstream } from '../model.ts'
import { authorityOf, cookiePatterns, redirectPatterns } from '../text.ts'
import { pinnedName, upstreamCaFile } from '../trust.ts'
import { quoted } from './words.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

function tlsLines(upstream: ExportUpstream): string[] {
  const { tls, host } = upstream
  if (!tls) return []
  const file = upstreamCaFile(upstream)
  return [
    '        tls',
    `        tls_server_name ${pinnedName(upstream) ?? tls.serverName ?? host}`,
    ...(file === null ? [] : [`        tls_trusted_ca_certs ${file}`]),
    ...(tls.identity ? ['        tls_client_auth upstream.crt upstream.key'] : []),
  ]
}

/** The way to an upstream. */
export function proxy(upstream: ExportUpstream, model: ExportModel): string[] {
  return [
    ...(upstream.path === '' ? [] : [`rewrite * ${upstream.path}{http.request.uri}`]),
    `reverse_proxy ${authorityOf(upstream)} {`,
    ...(saysForwarded(model)
      ? ['    header_up X-Forwarded-For {http.request.remote.host}']
      : ['For', 'Proto', 'Host'].map((one) => `    header_up -X-Forwarded-${one}`)),
    ...(upstream.askedHost === null ? [] : [`    header_up Host ${quoted(upstream.askedHost)}`]),
    '    transport http {',
    ...tlsLines(upstream),
    '        dial_timeout 10s',
    ...(model.connections === 'one' ? ['        max_conns_per_host 1'] : []),
    ...(model.connections === 'none' ? ['        keepalive off'] : []),
    '    }',
    '    # A redirect to its own address would lead visitors to a place that they cannot reach.',
    ...redirectPatterns(upstream, model).map(
      ({ pattern, path }) => `    header_down Location ${quoted(pattern)} ${path === 'root' ? '/' : '"$1"'}`,
    ),
    ...(upstream.path === ''
      ? []
      : ['    # A cookie for a path below the base path is one for the path that visitors ask for.']),
    ...cookiePatterns(upstream).map(
      ({ pattern, between }) => `    header_down Set-Cookie ${quoted(pattern)} "$1${between}$2"`,
    ),
    '    # Another way to it, HTTP/3 most of all, would lead past this door.',
    '    header_down -Alt-Svc',
    '}',
  ]
}

/** What Caddy does otherwise towards upstreams. */
export function upstreamCannot({ upstream, publicUpstream }: ExportModel): Message[] {
  const all = [upstream, ...(publicUpstream === null ? [] : [publicUpstream])]
  return [
    ...(all.some((one) => one.tls && one.tls.depth !== null) ? [message('graduate.depth')] : []),
    ...(all.some((one) => one.tls?.trust.by === 'fingerprint') ? [message('graduate.caddyPinned')] : []),
  ]
}
