import { nameWanted, notStapled, opensslCannot, unknownPrints } from '../cannot.ts'
import { saysNames } from '../header-names.ts'
import type { ExportFile, ExportModel, Written } from '../model.ts'
import { asks, placesOf, type Place } from '../places.ts'
import { line } from '../text.ts'
import { caBundle, crlBundle, pinnedName, upstreamCaFiles } from '../trust.ts'
import { certificateMaps } from './certificate.ts'
import { decisionMaps, hostMaps } from './decision.ts'
import { loginMaps } from './headers.ts'
import { pages } from './pages.ts'
import { redirectServer, server, upstreamBlock } from './server.ts'
import { map } from './words.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

function configuration(model: ExportModel, places: readonly Place[], crl: string | null): string {
  const logged = [
    '$remote_addr $ssl_protocol $ssl_cipher $ssl_server_name verify=$ssl_client_verify answer=$answer ',
    '$status $request_method "$uri" "$ssl_client_s_dn"',
  ]
  return [
    `# ${line(model.name)}: the door that Vestibule kept, for nginx 1.20 and later. README.md says how to start it.`,
    '# File names are looked for beside this file.',
    '',
    'worker_processes auto;',
    'daemon off;',
    'pid nginx.pid;',
    'error_log stderr warn;',
    'events { worker_connections 1024; }',
    '',
    'http {',
    '    server_tokens off;',
    `    log_format door ${logged.map((one) => `'${one}'`).join('\n                    ')};`,
    '    access_log access.log door;',
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `    ${one}_temp_path temp-${one};`),
    '    map_hash_bucket_size 512;',
    '    map_hash_max_size 16384;',
    '    large_client_header_buffers 4 32k;',
    '    client_max_body_size 0;',
    '    keepalive_timeout 75s;',
    '',
    '    # Streaming both ways: event streams and large uploads are not collected first.',
    '    proxy_http_version 1.1;',
    '    proxy_buffering off;',
    '    proxy_request_buffering off;',
    '    proxy_connect_timeout 10s;',
    '    # Also the longest silence in the middle of an answer.',
    `    proxy_read_timeout ${model.answerTimeout}s;`,
    '    proxy_send_timeout 10m;',
    '    # WebSockets.',
    ...map('$http_upgrade', '$upgrade', [
      ['default', "''"],
      ['websocket', 'websocket'],
    ]),
    ...map('$upgrade', '$connection_header', [
      ['default', "''"],
      ['websocket', 'upgrade'],
    ]),
    '    geo $dollar { default "$"; }',
    '',
    ...(asks(model) ? certificateMaps(model, crl) : map('""', '$certificate', [['default', 'no-certificate']])),
    '',
    ...decisionMaps(model, places),
    '',
    ...hostMaps(model.hosts),
    ...loginMaps(model),
    '',
    '    # What strangers read.',
    '    include pages.conf;',
    '',
    ...upstreamBlock('protected', model.upstream),
    ...(model.publicUpstream === null ? [] : upstreamBlock('public', model.publicUpstream)),
    '',
    ...server(model, places, crl),
    ...redirectServer(model),
    '}',
    '',
  ].join('\n')
}

function cannot(model: ExportModel, places: readonly Place[], crl: string | null): Message[] {
  const judged = asks(model)
  const pinned = [model.upstream, model.publicUpstream].filter((one) => one?.tls?.trust.by === 'fingerprint')
  return [
    ...opensslCannot(model, crl),
    ...notStapled(model),
    ...(model.mode === 'required' ? [message('graduate.nginxHandshake')] : []),
    ...(judged && crl === null ? [message('graduate.nginxLists')] : []),
    ...unknownPrints(places),
    ...nameWanted([model.upstream, model.publicUpstream]),
    ...(pinned.length > 0
      ? [
          message(
            pinned.some((one) => one && pinnedName(one) === null) ? 'graduate.nginxPinnedName' : 'graduate.nginxPinned',
          ),
        ]
      : []),
    ...(model.connections === 'keep' ? [] : [message('graduate.connections')]),
    message('graduate.nginxHeaders'),
    ...(judged && saysNames(model) ? [message('graduate.nginxDn'), message('graduate.nginxFingerprint')] : []),
  ]
}

/** A site for nginx 1.20 and later. */
export function writeNginx(model: ExportModel): Written {
  const crl = crlBundle(model)
  const places = placesOf(model)
  const { certPem, keyPem } = model.certificate
  const identity = model.upstream.tls?.identity
  const files: ExportFile[] = [
    { path: 'nginx.conf', text: configuration(model, places, crl), secret: true },
    { path: 'pages.conf', text: pages(model) },
    { path: 'server.crt', text: certPem },
    ...(keyPem === null ? [] : [{ path: 'server.key', text: keyPem, secret: true }]),
    ...(asks(model) ? [{ path: 'ca.pem', text: caBundle(model) }] : []),
    ...(crl === null ? [] : [{ path: 'crl.pem', text: crl }]),
    ...upstreamCaFiles(model),
    ...(identity
      ? [
          { path: 'upstream.crt', text: identity.certPem },
          { path: 'upstream.key', text: identity.keyPem, secret: true },
        ]
      : []),
  ]
  return {
    files,
    cannot: cannot(model, places, crl),
    commands: ['nginx -e stderr -p . -c nginx.conf -t', 'nginx -e stderr -p . -c nginx.conf'],
    server: 'nginx 1.20 or later',
    hint: 'To put it into an nginx that runs already, take over what stands inside `http { … }`.',
    reload: '`nginx -e stderr -p . -c nginx.conf -s reload`',
  }
}
