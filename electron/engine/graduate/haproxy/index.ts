import { pageHeaders } from '../../../../shared/pages/html.ts'
import { pageStatus, type PageOutcome } from '../../../../shared/pages/words.ts'
import { tlsProfile } from '../../../../shared/tls-profile.ts'
import { verifyCodes } from '../../../../shared/verify/index.ts'
import { firstNameOnly, notStapled, opensslCannot } from '../cannot.ts'
import { saysNames } from '../header-names.ts'
import type { ExportFile, ExportModel, Written } from '../model.ts'
import { certificatePages, otherPages, pageFor, type PageCode } from '../pages.ts'
import { asks, hasRules, placesOf, type Place } from '../places.ts'
import { authorityOf, evenSerial, everywhere, headerText, isName, line } from '../text.ts'
import { caBundle, crlBundle, revokedSerials, upstreamCaFiles } from '../trust.ts'
import { backend, upstreamCannot } from './backend.ts'
import { judgeCertificate } from './certificate.ts'
import { decide, judgePath } from './decision.ts'
import { headers } from './headers.ts'
import { redirects } from './redirect.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

const HTML = '"text/html; charset=utf-8"'

function bind(model: ExportModel, crl: string | null): string {
  const { listen, mode } = model
  const every = everywhere(model.listen)
  const verify = mode === 'required' ? 'verify required' : 'verify optional crt-ignore-err all ca-ignore-err all'
  return [
    `    bind ${authorityOf({ host: every ? '::' : listen.address, port: listen.port })}${every ? ' v4v6' : ''}`,
    'ssl crt server.pem alpn h2,http/1.1',
    ...(asks(model) ? ['ca-file ca.pem', ...(crl === null ? [] : ['crl-file crl.pem']), verify] : []),
  ].join(' ')
}

function pageLines(reachable: readonly PageOutcome[]): string[] {
  return [
    '    # Pages: not kept, not framed, loading nothing.',
    '    acl page var(txn.answer) -m found',
    '    acl forwarded var(txn.answer) -m str forward public',
    ...Object.entries(pageHeaders).map(
      ([name, value]) => `    http-after-response set-header ${name} "${value}" if page !forwarded`,
    ),
    ...reachable.map(
      (outcome) =>
        `    http-request return status ${pageStatus[outcome]} content-type ${HTML} lf-file pages/${outcome}.html if { var(txn.answer) -m str ${outcome} }`,
    ),
    '    http-request deny if !forwarded',
  ]
}

/** Pages must fit into a buffer, whose size is 16 KiB unless said otherwise, with room for their headers. */
function bufferSize(written: readonly ExportFile[]): string[] {
  const longest = Math.max(
    0,
    ...written.filter(({ path }) => path.endsWith('.html')).map(({ text }) => Buffer.byteLength(text)),
  )
  return longest < 12_000
    ? []
    : ['    # The pages are long.', `    tune.bufsize ${16_384 * Math.ceil((longest + 4096) / 16_384)}`]
}

function configuration(model: ExportModel, places: readonly Place[], crl: string | null): string {
  const judged = asks(model)
  const pages = [...(judged ? certificatePages : []), ...otherPages].filter((one) => !one.startsWith('upstream-'))
  const upstreams = [model.upstream, ...(model.publicUpstream === null ? [] : [model.publicUpstream])]
  return [
    `# ${line(model.name)}: the door that Vestibule kept, for HAProxy 2.6 and later. README.md says how to start it.`,
    '',
    'global',
    '    # File names are looked for beside this file.',
    '    default-path config',
    '    log stdout format raw local0 info',
    ...bufferSize(files(model, crl)),
    '    # TLS 1.2 and 1.3 with the ciphers of Mozilla’s “intermediate” profile. No session is resumed: a resumed one',
    '    # would not be verified again, and a certificate that was taken back would still open the door.',
    '    tune.ssl.cachesize 0',
    '    ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets',
    `    ssl-default-bind-ciphersuites ${tlsProfile.suites13.join(':')}`,
    `    ssl-default-bind-ciphers ${tlsProfile.ciphers12.join(':')}`,
    '',
    'defaults',
    '    mode http',
    '    log global',
    '    log-format "%ci %sslv %sslc %[ssl_fc_sni] used=%[ssl_c_used] verify=%[ssl_c_verify] answer=%[var(txn.answer)] %ST %HM %HPO %[ssl_c_s_dn(,0,rfc2253)]"',
    '    timeout http-request 30s',
    '    timeout connect 10s',
    '    timeout client 75s',
    '    # Also the longest silence in the middle of an answer: event streams need it long.',
    `    timeout server ${model.answerTimeout}s`,
    '    timeout tunnel 24h',
    ...(upstreams.some((one) => isName(one.host)) ? ['', 'resolvers system', '    parse-resolv-conf'] : []),
    '',
    'frontend door',
    bind(model, crl),
    `    http-error status 400 content-type ${HTML} lf-file pages/bad-request.html`,
    `    http-error status 502 content-type ${HTML} lf-file pages/upstream-error.html`,
    `    http-error status 503 content-type ${HTML} lf-file pages/upstream-error.html`,
    `    http-error status 504 content-type ${HTML} lf-file pages/upstream-timeout.html`,
    '',
    ...(judged ? judgeCertificate(model, crl) : ['    http-request set-var(txn.certificate) str(no-certificate)']),
    '',
    ...judgePath(model, places),
    '',
    ...decide(model, places),
    '',
    ...pageLines(pages),
    '',
    ...headers(model),
    '',
    ...(model.publicUpstream === null ? [] : ['    use_backend public if { var(txn.answer) -m str public }']),
    '    default_backend protected',
    ...redirects(model),
    ...backend('protected', model.upstream, model),
    ...(model.publicUpstream === null ? [] : backend('public', model.publicUpstream, model)),
    '',
  ].join('\n')
}

function files(model: ExportModel, crl: string | null): ExportFile[] {
  const { certPem, keyPem } = model.certificate
  const identity = model.upstream.tls?.identity
  const page = (outcome: PageOutcome, code: PageCode | null): ExportFile => ({
    path: `pages/${outcome}.html`,
    text: pageFor(outcome, model, code, (html) => html.replaceAll('%', '%%')),
  })
  const code = {
    number: '%[var(txn.code)]',
    name: '%[var(txn.code),map_int(verify-codes.map,X509_V_ERR_UNSPECIFIED)]',
  }
  const revoked = crl === null ? revokedSerials(model) : []
  return [
    { path: 'server.pem', text: certPem + (keyPem ?? ''), secret: true },
    ...(asks(model)
      ? [
          { path: 'ca.pem', text: caBundle(model) },
          { path: 'verify-codes.map', text: verifyCodes.map(({ number, name }) => `${number} ${name}\n`).join('') },
          ...certificatePages.map((outcome) => page(outcome, code)),
        ]
      : []),
    ...otherPages.map((outcome) => page(outcome, null)),
    ...(crl === null ? [] : [{ path: 'crl.pem', text: crl }]),
    ...(revoked.length === 0
      ? []
      : [{ path: 'revoked.txt', text: revoked.map((one) => `${unsigned(one)}\n`).join('') }]),
    ...upstreamCaFiles(model),
    ...(identity ? [{ path: 'upstream.pem', text: identity.certPem + identity.keyPem, secret: true }] : []),
    ...(model.login?.value === null
      ? [
          {
            path: 'devices.map',
            text: model.devices.map((one) => `${one.sha256} ${headerText(one.device)}\n`).join(''),
            secret: true,
          },
        ]
      : []),
  ]
}

/** HAProxy's `ssl_c_serial` leaves the sign of a negative serial number out. */
function unsigned(serial: string): string {
  return evenSerial(serial.replace('-', ''))
}

function cannot(model: ExportModel, places: readonly Place[], crl: string | null): Message[] {
  const pages = asks(model) && model.mode !== 'required'
  return [
    ...opensslCannot(model, crl),
    ...notStapled(model),
    ...(pages && crl !== null ? [message('graduate.haproxySameName')] : []),
    ...(asks(model) && crl === null ? [message('graduate.haproxyLists')] : []),
    ...(hasRules(places) ? [message('graduate.haproxyPaths')] : []),
    ...firstNameOnly(places),
    ...upstreamCannot(model),
    message('graduate.status503'),
    ...(asks(model) && saysNames(model) ? [message('graduate.haproxyDn')] : []),
  ]
}

/** A site for HAProxy 2.6 and later. */
export function writeHaproxy(model: ExportModel): Written {
  const crl = crlBundle(model)
  const places = placesOf(model)
  return {
    files: [{ path: 'haproxy.cfg', text: configuration(model, places, crl), secret: true }, ...files(model, crl)],
    cannot: cannot(model, places, crl),
    commands: ['haproxy -c -f haproxy.cfg', 'haproxy -f haproxy.cfg'],
    server: 'HAProxy 2.6 or later',
    hint: 'Your system’s own service can use it too: copy the folder and name haproxy.cfg in its settings.',
    reload: 'start HAProxy with `-W` in front of `-f` and send it SIGUSR2, or start it anew.',
  }
}
