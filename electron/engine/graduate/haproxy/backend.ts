import { nameWanted } from '../cannot.ts'
import type { ExportModel, ExportUpstream } from '../model.ts'
import { upstreamCaFile } from '../trust.ts'
import { authorityOf, cookiePatterns, isName, redirectPatterns } from '../text.ts'
import { quoted } from './words.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'

function tlsWords({ tls, host }: ExportUpstream): string[] {
  if (!tls) return []
  const name = tls.serverName ?? host
  return [
    'ssl verify required',
    `ca-file ${upstreamCaFile({ tls } as ExportUpstream) ?? '@system-ca'}`,
    ...(isName(name) ? [`sni str(${name})`] : []),
    // One certificate and no other needs no name.
    ...(tls.trust.by === 'fingerprint' ? [] : [`verifyhost ${name}`]),
    ...(tls.identity ? ['crt upstream.pem'] : []),
  ]
}

/** The way to an upstream. */
export function backend(name: string, upstream: ExportUpstream, model: ExportModel): string[] {
  const { host, path } = upstream
  const words = [
    `    server device ${authorityOf(upstream)}`,
    ...tlsWords(upstream),
    ...(isName(host) ? ['resolvers system init-addr last,libc,none'] : []),
    ...(model.connections === 'one' ? ['maxconn 1'] : []),
  ]
  return [
    '',
    `backend ${name}`,
    ...(model.connections === 'none' ? ['    option httpclose'] : []),
    ...(upstream.askedHost === null ? [] : [`    http-request set-header Host ${upstream.askedHost}`]),
    ...(path === '' ? [] : [`    http-request set-path ${quoted(path.replaceAll('%', '%%'))}%[path]`]),
    '    # A redirect to its own address would lead visitors to a place that they cannot reach.',
    ...redirectPatterns(upstream, model).map(
      ({ pattern, path }) =>
        `    http-response replace-header Location ${quoted(pattern)} ${path === 'root' ? '/' : quoted('\\1')}`,
    ),
    ...(path === ''
      ? []
      : ['    # A cookie for a path below the base path is one for the path that visitors ask for.']),
    ...cookiePatterns(upstream).map(
      ({ pattern, between }) =>
        `    http-response replace-header Set-Cookie ${quoted(pattern)} ${quoted(`\\1${between}\\2`)}`,
    ),
    '    # Another way to it, HTTP/3 most of all, would lead past this door.',
    '    http-response del-header Alt-Svc',
    words.join(' '),
  ]
}

/** What HAProxy does otherwise towards upstreams. */
export function upstreamCannot({ upstream, publicUpstream }: ExportModel): Message[] {
  const all = [upstream, ...(publicUpstream ? [publicUpstream] : [])]
  return [
    ...nameWanted(all),
    ...(all.some((one) => one.tls && one.tls.depth !== null) ? [message('graduate.depth')] : []),
    ...(all.some((one) => one.tls?.trust.by === 'fingerprint') ? [message('graduate.haproxyPinned')] : []),
  ]
}
