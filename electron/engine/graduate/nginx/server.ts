import { pageHeaders } from '../../../../shared/pages/html.ts'
import { tlsProfile } from '../../../../shared/tls-profile.ts'
import type { ExportModel, ExportUpstream } from '../model.ts'
import { asks, hasBase, hasRules, type Place } from '../places.ts'
import {
  authorityOf,
  bracketed,
  CHALLENGE,
  decodedPath,
  everywhere,
  isName,
  literal,
  portSuffix,
  redirectPatterns,
} from '../text.ts'
import { pinnedName, upstreamCaFile } from '../trust.ts'
import { headers } from './headers.ts'
import { nameOf, quoted } from './words.ts'

/** `upstream NAME { … }` */
export function upstreamBlock(name: string, upstream: ExportUpstream): string[] {
  return [`    upstream ${name} {`, `        server ${authorityOf(upstream)};`, '        keepalive 16;', '    }']
}

function tlsLines(upstream: ExportUpstream): string[] {
  const { tls, host } = upstream
  if (!tls) return []
  const sent = tls.serverName ?? host
  return [
    'proxy_ssl_verify on;',
    `proxy_ssl_trusted_certificate ${upstreamCaFile(upstream) ?? '/etc/ssl/certs/ca-certificates.crt'};`,
    // nginx counts the certificates between, Vestibule those above.
    `proxy_ssl_verify_depth ${tls.depth === null ? 8 : tls.depth - 1};`,
    ...(isName(sent) ? ['proxy_ssl_server_name on;'] : []),
    `proxy_ssl_name ${bracketed(pinnedName(upstream) ?? sent)};`,
    ...(tls.identity ? ['proxy_ssl_certificate upstream.crt;', 'proxy_ssl_certificate_key upstream.key;'] : []),
  ]
}

function forward(name: string, upstream: ExportUpstream, model: ExportModel, rules: boolean): string[] {
  const scheme = upstream.tls ? 'https' : 'http'
  const base = upstream.path
  return [
    ...tlsLines(upstream),
    // In the location: a certificate that is refused leads here past the directives of the server (error_page 495).
    `set $asked_host ${upstream.askedHost === null ? '$http_host' : quoted(upstream.askedHost)};`,
    '# A redirect to its own address would lead visitors to a place that they cannot reach.',
    ...redirectPatterns(upstream, model).map(
      ({ pattern, path }) => `proxy_redirect ${quoted(`~*${pattern}`)} ${path === 'root' ? '/' : '$1'};`,
    ),
    ...(base === ''
      ? []
      : [
          '# A cookie for a path below the base path is one for the path that visitors ask for.',
          `proxy_cookie_path ${quoted(`~^${literal(base)}$`)} /;`,
          `proxy_cookie_path ${quoted(`~^${literal(base)}(/.*)$`)} $1;`,
        ]),
    '# Another way to it, HTTP/3 most of all, would lead past this door.',
    'proxy_hide_header Alt-Svc;',
    ...(rules
      ? [
          '# The path that was judged is the path that goes on.',
          `rewrite ^(.*)$ ${quoted(`${decodedPath(base)}$1`)} break;`,
          `proxy_pass ${scheme}://${name};`,
        ]
      : [`proxy_pass ${scheme}://${name}${base === '' ? '' : `${base}$request_uri`};`]),
  ]
}

function location(name: string, lines: readonly string[]): string[] {
  return ['', `        location ${name} {`, ...lines.map((one) => `            ${one}`), '        }']
}

function pageLocation(name: string, status: number, outcome: string, first: readonly string[] = []): string[] {
  return location(name, [
    ...first,
    `set $page ${outcome};`,
    'default_type "text/html; charset=utf-8";',
    ...Object.entries(pageHeaders).map(([header, value]) => `add_header ${header} "${value}" always;`),
    `return ${status} $page_html;`,
  ])
}

function tlsServer(model: ExportModel, crl: string | null): string[] {
  return [
    '        ssl_certificate server.crt;',
    '        ssl_certificate_key server.key;',
    '        # TLS 1.2 and 1.3 with the ciphers of Mozilla’s “intermediate” profile. No session is resumed: a resumed one',
    '        # would not be verified again, and a certificate that was taken back would still open the door.',
    '        ssl_protocols TLSv1.2 TLSv1.3;',
    `        ssl_ciphers ${tlsProfile.ciphers12.join(':')};`,
    '        ssl_prefer_server_ciphers off;',
    '        ssl_session_cache off;',
    '        ssl_session_tickets off;',
    ...(asks(model)
      ? [
          '        # Whose devices may enter. The certificate is asked for once, in the handshake, and judged per request.',
          `        ssl_verify_client ${model.mode === 'required' ? 'on' : 'optional'};`,
          '        ssl_client_certificate ca.pem;',
          ...(crl === null ? [] : ['        ssl_crl crl.pem;']),
          '        ssl_verify_depth 8;',
          '        # nginx stops at a certificate that is not good (495) or missing (496): those are judged here too.',
          '        error_page 495 496 = @judged;',
          '        recursive_error_pages on;',
        ]
      : []),
  ]
}

/** Plain-HTTP ports whose only answer is where the door is. */
export function redirectServer(model: ExportModel): string[] {
  if (model.redirects.length === 0) return []
  return [
    '    server {',
    ...model.redirects.map((listen) => `        listen ${listenOn(listen)};`),
    '        error_page 400 /.vestibule/bad-request;',
    '        error_page 421 @misdirected;',
    '        recursive_error_pages on;',
    '        if ($asked != ours) { return 421; }',
    ...(model.redirectChallenges
      ? []
      : [
          '        # Certificate authorities look here; somebody else may want to answer them.',
          ...location(`^~ ${CHALLENGE}`, ['return 404;']),
        ]),
    // Only to our own names; 308 keeps method and body (RFC 9110 §15.4.9).
    ...location('/', [
      'add_header cache-control "no-store" always;',
      `return 308 https://$host${portSuffix(model)}$request_uri;`,
    ]),
    ...pageLocation('= /.vestibule/bad-request', 400, 'bad-request', ['internal;']),
    ...pageLocation('@misdirected', 421, 'misdirected'),
    '    }',
  ]
}

function listenOn(listen: ExportModel['listen'], words = ''): string {
  const every = everywhere(listen)
  return `${authorityOf({ host: every ? '::' : listen.address, port: listen.port })}${words}${every ? ' ipv6only=off' : ''}`
}

/** `server { … }` */
export function server(model: ExportModel, places: readonly Place[], crl: string | null): string[] {
  const { publicUpstream } = model
  const rules = hasRules(places)
  const judge = [
    'if ($asked != ours) { return 421; }',
    'if ($greeted != ours) { return 421; }',
    ...(rules || hasBase(model) ? ['if ($odd) { return 400; }'] : []),
    ...(publicUpstream === null ? [] : ['if ($answer = public) { return 477; }']),
    'if ($answer != forward) { return 403; }',
    ...forward('protected', model.upstream, model, rules),
  ]
  return [
    '    server {',
    `        listen ${listenOn(model.listen, ' ssl http2')};`,
    `        server_name ${model.hosts.map((host) => quoted(nameOf(host))).join(' ')};`,
    '',
    ...tlsServer(model, crl),
    '        error_page 400 /.vestibule/bad-request;',
    '        error_page 403 @refused;',
    '        error_page 421 @misdirected;',
    '        error_page 502 @silent;',
    '        error_page 504 @slow;',
    ...(publicUpstream === null ? [] : ['        error_page 477 = @public;']),
    '',
    ...headers(model),
    ...location('/', judge),
    ...(asks(model) ? location('@judged', judge) : []),
    ...(publicUpstream === null ? [] : location('@public', forward('public', publicUpstream, model, rules))),
    ...pageLocation('@refused', 403, '$answer'),
    '',
    '        # Not a named location: what cannot be read has no path to take there.',
    ...pageLocation('= /.vestibule/bad-request', 400, 'bad-request', ['internal;']),
    ...pageLocation('@misdirected', 421, 'misdirected'),
    ...pageLocation('@silent', 502, 'upstream-error'),
    ...pageLocation('@slow', 504, 'upstream-timeout'),
    '    }',
  ]
}
