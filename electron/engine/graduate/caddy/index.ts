import { pageHeaders } from '../../../../shared/pages/html.ts'
import type { PageOutcome } from '../../../../shared/pages/words.ts'
import { saysNames } from '../header-names.ts'
import type { ExportFile, ExportModel, Written } from '../model.ts'
import { otherPages, pageFor, type PageCode } from '../pages.ts'
import { asks, hasRules, placesOf, type Place } from '../places.ts'
import { CHALLENGE, everywhere, line, namePattern, portSuffix } from '../text.ts'
import { revokedSerials, upstreamCaFiles } from '../trust.ts'
import { decision, preparation } from './decision.ts'
import { headers, loginFacts, loginLines } from './headers.ts'
import { proxy, upstreamCannot } from './upstream.ts'
import { error, quoted } from './words.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

function clientAuth(model: ExportModel): string[] {
  if (!asks(model)) return []
  return [
    '        # Whose devices may enter. A certificate that is not good is refused in the handshake: Caddy cannot say why.',
    '        client_auth {',
    `            mode ${model.mode === 'required' ? 'require_and_verify' : 'verify_if_given'}`,
    ...[...model.authorities, ...model.intermediates].map(
      (one, index) => `            trusted_ca_cert_file ca-${index + 1}.pem # ${line(one.name)}`,
    ),
    '        }',
  ]
}

const GENERAL = [
  '{',
  '    admin off',
  '    # The certificate is in this folder; no other is fetched from anywhere.',
  '    auto_https off',
  '    servers {',
  '        protocols h1 h2',
  '        # Host and server name are compared below, with a page.',
  '        strict_sni_host insecure_off',
  '    }',
  '    log {',
  '        output stdout',
  '    }',
  '}',
]

const ERRORS = [
  '    # Pages: not kept, not framed, loading nothing.',
  '    handle_errors {',
  '        map {http.error.status_code} {page} {',
  '            400 bad-request',
  '            403 {http.error.message}',
  '            421 misdirected',
  '            504 upstream-timeout',
  '            default upstream-error',
  '        }',
  '        rewrite * /{page}.html',
  '        method GET',
  ...Object.entries(pageHeaders).map(([name, value]) => `        header ${name} "${value}"`),
  '        file_server {',
  '            root pages',
  '        }',
  '    }',
]

function configuration(model: ExportModel, places: readonly Place[]): string {
  const { listen, publicUpstream } = model
  const inRoute = [...preparation(model, places), ...loginFacts(model), ...headers(model), ...decision(model, places)]
  return [
    `# ${line(model.name)}: the door that Vestibule kept, for Caddy 2.6 and later. README.md says how to start it.`,
    '# File names are looked for in the folder where Caddy is started.',
    ...GENERAL,
    '',
    '(protected) {',
    '    route {',
    ...loginLines(model).map((one) => `    ${one}`),
    ...proxy(model.upstream, model).map((one) => `        ${one}`),
    '    }',
    '}',
    ...(publicUpstream === null
      ? []
      : ['(public) {', '    route {', ...proxy(publicUpstream, model).map((one) => `        ${one}`), '    }', '}']),
    '',
    `:${listen.port} {`,
    ...(everywhere(model.listen) ? [] : [`    bind ${listen.address}`]),
    '    tls server.crt server.key {',
    '        protocols tls1.2 tls1.3',
    ...clientAuth(model),
    '    }',
    '    log',
    '',
    '    route {',
    ...inRoute.map((one) => `    ${one}`),
    '    }',
    '',
    ...ERRORS,
    '}',
    ...redirects(model),
    '',
  ].join('\n')
}

function files(model: ExportModel): ExportFile[] {
  const { certPem, keyPem } = model.certificate
  const identity = model.upstream.tls?.identity
  const page = (outcome: PageOutcome, code: PageCode | null): ExportFile => ({
    path: `pages/${outcome}.html`,
    text: pageFor(outcome, model, code),
  })
  return [
    { path: 'server.crt', text: certPem },
    ...(keyPem === null ? [] : [{ path: 'server.key', text: keyPem, secret: true }]),
    ...(asks(model)
      ? [...model.authorities, ...model.intermediates].map((one, index) => ({
          path: `ca-${index + 1}.pem`,
          text: one.pem,
        }))
      : []),
    ...upstreamCaFiles(model),
    ...(identity
      ? [
          { path: 'upstream.crt', text: identity.certPem },
          { path: 'upstream.key', text: identity.keyPem, secret: true },
        ]
      : []),
    ...otherPages.map((outcome) => page(outcome, null)),
    ...(revokedSerials(model).length === 0 ? [] : [page('revoked', { number: '23', name: 'X509_V_ERR_CERT_REVOKED' })]),
  ]
}

function cannot(model: ExportModel, places: readonly Place[]): Message[] {
  const pages = asks(model) && model.mode !== 'required'
  return [
    message('graduate.caddyHeaders'),
    ...(pages ? [message('graduate.caddyHandshake')] : []),
    ...(asks(model)
      ? [
          message('graduate.caddyLists'),
          ...(model.mode === 'required' ? [message('graduate.caddyRevoked')] : []),
          ...(saysNames(model) ? [message('graduate.caddyDn')] : []),
        ]
      : []),
    ...upstreamCannot(model),
    ...(hasRules(places) ? [message('graduate.caddyPaths')] : []),
  ]
}

/** Plain-HTTP ports whose only answer is where the door is. */
function redirects(model: ExportModel): string[] {
  const names = quoted(`(?i)^(${model.hosts.map(namePattern).join('|')})\\.?$`)
  return model.redirects.flatMap((listen) => [
    '',
    `http://:${listen.port} {`,
    ...(everywhere(listen) ? [] : [`    bind ${listen.address}`]),
    '    route {',
    ...error('other-host', 'misdirected', 421, [`not vars_regexp {http.request.host} ${names}`]).map(
      (one) => `    ${one}`,
    ),
    ...(model.redirectChallenges
      ? []
      : [
          '        # Certificate authorities look here; somebody else may want to answer them.',
          `        respond ${CHALLENGE}* 404`,
        ]),
    '        # Only to our own names; 308 keeps method and body (RFC 9110).',
    '        header cache-control "no-store"',
    `        redir https://{http.request.host}${portSuffix(model)}{http.request.orig_uri} 308`,
    '    }',
    ...ERRORS,
    '}',
  ])
}

/** A site for Caddy 2.6 and later. */
export function writeCaddy(model: ExportModel): Written {
  const places = placesOf(model)
  return {
    files: [{ path: 'Caddyfile', text: configuration(model, places), secret: true }, ...files(model)],
    cannot: cannot(model, places),
    commands: ['caddy validate --config Caddyfile', 'caddy run --config Caddyfile'],
    server: 'Caddy 2.6 or later',
    hint: 'File names in the Caddyfile are looked for in the folder where Caddy is started.',
    reload: 'stop Caddy and start it again: its administration port is off.',
  }
}
