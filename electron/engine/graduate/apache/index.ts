import type { PageOutcome } from '../../../../shared/pages/words.ts'
import { tlsProfile } from '../../../../shared/tls-profile.ts'
import { firstNameOnly, notStapled, opensslCannot, unknownPrints } from '../cannot.ts'
import { saysNames } from '../header-names.ts'
import type { ExportFile, ExportModel, Written } from '../model.ts'
import { otherPages, pageFor, type PageCode } from '../pages.ts'
import { asks, hasRules, placesOf, type Place } from '../places.ts'
import { authorityOf, bracketed, everywhere, line, mainName } from '../text.ts'
import { caBundle, upstreamCaFiles } from '../trust.ts'
import { choosePage, locations, rewriting } from './decision.ts'
import { headers } from './headers.ts'
import { modules } from './modules.ts'
import { pageLines } from './page-lines.ts'
import { redirects } from './redirect.ts'
import { identityFiles, upstreamCannot, upstreamLines } from './upstream.ts'
import { PAGES } from './words.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

/** Apache takes lists one by one: an authority without one is no obstacle. */
function lists(model: ExportModel): string {
  if (!asks(model)) return ''
  return [...model.authorities, ...model.intermediates].map((one) => one.crl?.pem ?? '').join('')
}

function general(model: ExportModel): string[] {
  const { listen } = model
  return [
    `# ${line(model.name)}: the door that Vestibule kept, for Apache httpd 2.4.47 and later. README.md says how to start it.`,
    '# Names of files are looked for in the folder given with -d.',
    '',
    ...modules(),
    '',
    `Listen ${everywhere(model.listen) ? listen.port : authorityOf({ host: listen.address, port: listen.port })}`,
    `ServerName ${bracketed(mainName(model.hosts))}`,
    'ServerTokens Prod',
    'ServerSignature Off',
    'PidFile httpd.pid',
    'DefaultRuntimeDir .',
    'ErrorLog error.log',
    'LogLevel warn',
    'LogFormat "%a %{SSL_PROTOCOL}x %{SSL_CIPHER}x %{SSL_TLS_SNI}x verify=%{SSL_CLIENT_VERIFY}x %>s %m %U \\"%{SSL_CLIENT_S_DN}x\\"" door',
    'CustomLog access.log door',
    '# Started as root (for port 443) it works as this user.',
    '<IfFile "/etc/debian_version">',
    '    User www-data',
    '    Group www-data',
    '</IfFile>',
    'LimitRequestBody 0',
    'TraceEnable Off',
    'ProxyRequests Off',
    'Protocols h2 http/1.1',
  ]
}

function tlsLines(model: ExportModel): string[] {
  return [
    '    SSLEngine On',
    '    SSLCertificateFile server.crt',
    '    SSLCertificateKeyFile server.key',
    '    # TLS 1.2 and 1.3 with the ciphers of Mozilla’s “intermediate” profile. No session is resumed: a resumed one',
    '    # would not be verified again, and a certificate that was taken back would still open the door.',
    '    SSLProtocol -all +TLSv1.2 +TLSv1.3',
    `    SSLCipherSuite ${tlsProfile.ciphers12.join(':')}`,
    `    SSLCipherSuite TLSv1.3 ${tlsProfile.suites13.join(':')}`,
    '    SSLHonorCipherOrder Off',
    '    SSLSessionTickets Off',
    ...(asks(model)
      ? [
          '    # Whose devices may enter. The certificate is asked for once, in the handshake, for the whole host: asking per',
          '    # path needs renegotiation (TLS 1.2) or post-handshake authentication (TLS 1.3), which browsers do not do.',
          `    SSLVerifyClient ${model.mode === 'required' ? 'require' : 'optional_no_ca'}`,
          '    SSLVerifyDepth 8',
          '    SSLCACertificateFile ca.pem',
          ...(lists(model) === ''
            ? []
            : ['    SSLCARevocationFile crl.pem', '    SSLCARevocationCheck chain no_crl_for_cert_ok']),
        ]
      : []),
  ]
}

function configuration(model: ExportModel, places: readonly Place[]): string {
  const others = model.hosts.filter((host) => host !== mainName(model.hosts))
  return [
    ...general(model),
    '',
    `<VirtualHost *:${model.listen.port}>`,
    `    ServerName ${bracketed(mainName(model.hosts))}`,
    ...(others.length > 0 ? [`    ServerAlias ${others.map(bracketed).join(' ')}`] : []),
    '',
    ...tlsLines(model),
    '',
    `    ErrorDocument 400 ${PAGES}/bad-request.html`,
    `    ErrorDocument 421 ${PAGES}/misdirected.html`,
    `    ErrorDocument 502 ${PAGES}/upstream-error.html`,
    `    ErrorDocument 503 ${PAGES}/upstream-error.html`,
    `    ErrorDocument 504 ${PAGES}/upstream-timeout.html`,
    ...choosePage(model),
    '',
    ...rewriting(model, places),
    '',
    '    # Which path asks for what; the longest prefix comes last and wins.',
    ...locations(model, places),
    ...pageLines(),
    '',
    ...headers(model),
    '',
    ...upstreamLines(model, hasRules(places)),
    '    AllowEncodedSlashes NoDecode',
    '</VirtualHost>',
    ...redirects(model),
    '',
  ].join('\n')
}

function files(model: ExportModel): ExportFile[] {
  const { certPem, keyPem } = model.certificate
  const identity = model.upstream.tls?.identity
  const page = (name: string, outcome: PageOutcome, code: PageCode | null): ExportFile => ({
    path: `pages/${name}.html`,
    text: pageFor(outcome, model, code),
  })
  return [
    { path: 'server.crt', text: certPem },
    ...(keyPem === null ? [] : [{ path: 'server.key', text: keyPem, secret: true }]),
    ...(asks(model) ? [{ path: 'ca.pem', text: caBundle(model) }] : []),
    ...(lists(model) === '' ? [] : [{ path: 'crl.pem', text: lists(model) }]),
    ...upstreamCaFiles(model),
    ...(identity ? identityFiles(identity) : []),
    ...otherPages.map((outcome) => page(outcome, outcome, null)),
    ...(asks(model)
      ? [
          page('unknown-issuer', 'unknown-issuer', null),
          page('unknown-issuer-21', 'unknown-issuer', {
            number: '21',
            name: 'X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          }),
          page('self-signed', 'self-signed', { number: '18', name: 'X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT' }),
        ]
      : []),
  ]
}

function cannot(model: ExportModel, places: readonly Place[]): Message[] {
  const pages = asks(model) && model.mode !== 'required'
  return [
    ...opensslCannot(model, null),
    ...notStapled(model),
    ...(pages ? [message('graduate.apacheHandshake')] : []),
    ...(pages && lists(model) !== '' ? [message('graduate.apacheSameName')] : []),
    ...unknownPrints(places),
    ...firstNameOnly(places),
    ...upstreamCannot(model),
    ...(model.login && model.login.value !== null && model.publicUpstream !== null
      ? [message('graduate.apacheLogin', { header: model.login.header })]
      : []),
    ...(model.connections === 'one' ? [message('graduate.connections')] : []),
    message('graduate.status503'),
    message('graduate.apacheNul'),
    message('graduate.apacheSpelling'),
    ...(asks(model) && saysNames(model) ? [message('graduate.apacheDetails'), message('graduate.apacheDn')] : []),
  ]
}

/** A site for Apache httpd 2.4.47 and later. */
export function writeApache(model: ExportModel): Written {
  const places = placesOf(model)
  return {
    files: [{ path: 'httpd.conf', text: configuration(model, places), secret: true }, ...files(model)],
    cannot: cannot(model, places),
    commands: ['apache2 -d "$PWD" -f httpd.conf -t', 'apache2 -d "$PWD" -f httpd.conf -D FOREGROUND'],
    server: 'Apache httpd 2.4.47 or later',
    hint: 'Outside Debian and Ubuntu the program is called `httpd`.',
    reload: '`apache2 -d "$PWD" -f httpd.conf -k graceful`',
  }
}
