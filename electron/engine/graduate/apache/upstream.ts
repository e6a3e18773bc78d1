import { createPrivateKey } from 'node:crypto'
import type { ExportFile, ExportModel, ExportUpstream } from '../model.ts'
import { nameWanted } from '../cannot.ts'
import { cookiePatterns, originOf, ownOrigins } from '../text.ts'
import { upstreamCaFile } from '../trust.ts'
import { PAGES, quoted } from './words.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

const END = '-----END CERTIFICATE-----'

function tlsLines(upstream: ExportUpstream): string[] {
  const { tls } = upstream
  if (!tls) return []
  return [
    `    <Proxy "${addressed(upstream)}/*">`,
    '        SSLProxyVerify require',
    `        SSLProxyVerifyDepth ${tls.depth ?? 8}`,
    `        SSLProxyCACertificateFile ${upstreamCaFile(upstream) ?? '/etc/ssl/certs/ca-certificates.crt'}`,
    // One certificate and no other needs no name.
    `        SSLProxyCheckPeerName ${tls.trust.by === 'fingerprint' ? 'Off' : 'On'}`,
    ...(tls.identity ? ['        SSLProxyMachineCertificateFile upstream.pem'] : []),
    ...(tls.identity && chainOf(tls.identity.certPem) !== ''
      ? ['        SSLProxyMachineCertificateChainFile upstream-chain.pem']
      : []),
    '    </Proxy>',
  ]
}

/** What follows the first certificate. */
function chainOf(certPem: string): string {
  return certPem.slice(certPem.indexOf(END) + END.length).trim()
}

/** The server's own certificate for the upstream. mod_ssl reads keys of the older forms only, not PKCS#8. */
export function identityFiles({ certPem, keyPem }: { certPem: string; keyPem: string }): ExportFile[] {
  const key = createPrivateKey(keyPem)
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1'
  const chain = chainOf(certPem)
  const leaf = certPem.slice(0, certPem.indexOf(END) + END.length)
  return [
    { path: 'upstream.pem', text: `${leaf}\n${key.export({ type, format: 'pem' }).toString()}`, secret: true },
    ...(chain === '' ? [] : [{ path: 'upstream-chain.pem', text: `${chain}\n` }]),
  ]
}

/** True where a name is compared: Apache takes the visitor's for it when that is passed on. */
function comparesName({ tls }: ExportUpstream): boolean {
  return tls !== null && tls.trust.by !== 'fingerprint'
}

/** Apache asks for and compares the name in the address, and no other. */
function addressed(upstream: ExportUpstream): string {
  const name = upstream.tls?.serverName
  return originOf(typeof name === 'string' && comparesName(upstream) ? { ...upstream, host: name } : upstream)
}

/** The way to the upstream. */
export function upstreamLines(model: ExportModel, rules: boolean): string[] {
  const { upstream, publicUpstream } = model
  const all = [upstream, ...(publicUpstream === null ? [] : [publicUpstream])]
  return [
    ...(all.some((one) => one.tls) ? ['    SSLProxyEngine On', '    SSLProxyProtocol -all +TLSv1.2 +TLSv1.3'] : []),
    ...all.flatMap(tlsLines),
    `    ProxyPreserveHost ${all.some(comparesName) ? 'Off' : 'On'}`,
    `    ProxyPass ${PAGES} !`,
    // `nocanon` passes the path on as it came: only where nothing depends on the path.
    `    ProxyPass / ${addressed(upstream)}${upstream.path}/ ${rules ? '' : 'nocanon '}connectiontimeout=10 timeout=${model.answerTimeout} ${model.connections === 'none' ? 'disablereuse=On ' : ''}upgrade=websocket`,
    '    # A redirect to its own address would lead visitors to a place that they cannot reach.',
    ...(upstream.path === ''
      ? []
      : [...ownOrigins(upstream, model), ''].map((origin) => `    ProxyPassReverse / ${origin}${upstream.path}/`)),
    ...ownOrigins(upstream, model).map((origin) => `    ProxyPassReverse / ${origin}/`),
    ...(upstream.path === ''
      ? []
      : [
          '    # A cookie for a path below the base path is one for the path that visitors ask for.',
          '    # ProxyPassReverseCookiePath would take /basement for a path below /base.',
        ]),
    ...cookiePatterns(upstream).map(
      ({ pattern, between }) => `    Header edit Set-Cookie ${quoted(pattern)} "$1${between}$2"`,
    ),
    '    # Another way to it, HTTP/3 most of all, would lead past this door.',
    '    Header always unset Alt-Svc',
    '    Header unset Alt-Svc',
  ]
}

/** What Apache does otherwise towards upstreams. */
export function upstreamCannot({ upstream, publicUpstream }: ExportModel): Message[] {
  const all = [upstream, ...(publicUpstream === null ? [] : [publicUpstream])]
  return [
    ...(all.some(comparesName) ? [message('graduate.apacheHost')] : []),
    ...all
      .filter((one) => comparesName(one) && one.tls?.serverName !== null)
      .map((one) => message('graduate.apacheDns', { name: one.tls?.serverName ?? '', host: one.host })),
    ...nameWanted(all),
    ...(publicUpstream !== null && originOf(publicUpstream) + publicUpstream.path !== originOf(upstream) + upstream.path
      ? [message('graduate.apachePublic')]
      : []),
    ...(all.some((one) => one.tls?.trust.by === 'fingerprint') ? [message('graduate.apachePinned')] : []),
  ]
}
