import type { ExportModel, ExportTest, ExportUpstream } from './model.ts'
import { asks, hasRules, type Place } from './places.ts'
import { rootless } from './trust.ts'
import { fromPem } from '../../pki/x509/pem.ts'
import { responderOf } from '../../pki/ocsp/request.ts'
import { isName, line } from './text.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

/** What servers that verify by OpenSSL, and perhaps with its revocation lists, do otherwise. */
export function opensslCannot(model: ExportModel, crl: string | null): Message[] {
  if (!asks(model)) return []
  return [
    ...rootless(model).map((name) => message('graduate.rootless', { name: line(name) })),
    ...(crl === null ? [] : [message('graduate.unknownIntermediate')]),
    ...(model.mode === 'required' ? [] : [message('graduate.lastCode')]),
  ]
}

function tests(places: readonly Place[]): readonly ExportTest[] {
  return places.flatMap((place) => place.who?.tests ?? [])
}

/** Certificates that rules name by a fingerprint which this server does not know, and which are not at hand. */
export function unknownPrints(places: readonly Place[]): Message[] {
  const missing = tests(places).some((test) => test.kind === 'certificate' && test.list.some((one) => one.der === null))
  return missing ? [message('graduate.unknownPrints')] : []
}

/** Rules that ask for names, where only the first of several counts. */
export function firstNameOnly(places: readonly Place[]): Message[] {
  return tests(places).some((test) => test.kind === 'subject') ? [message('graduate.firstName')] : []
}

/** Servers that compare the names in a certificate, but no addresses. */
export function nameWanted(upstreams: readonly (ExportUpstream | null)[]): Message[] {
  return upstreams.some(
    (one) => one?.tls && one.tls.trust.by !== 'fingerprint' && !isName(one.tls.serverName ?? one.host),
  )
    ? [message('graduate.nameWanted')]
    : []
}

/** Servers that tell visitors nothing of the status of the server certificate as they are configured. */
export function notStapled({ certificate: { certPem } }: ExportModel): Message[] {
  const leaf = fromPem(certPem)[0]?.der
  return leaf && responderOf(leaf) !== null ? [message('graduate.notStapled')] : []
}

/** What none of the servers does as Vestibule does it. */
export function commonCannot(model: ExportModel, places: readonly Place[]): Message[] {
  const named = tests(places)
  return [
    ...(asks(model) ? [message('graduate.reload'), message('graduate.expiresOpen')] : []),
    ...(asks(model) && model.mode !== 'required' ? [message('graduate.noRenewal')] : []),
    ...([model.upstream, model.publicUpstream].some((one) => one?.tls) ? [message('graduate.notAccepted')] : []),
    ...(model.observe && model.mode !== 'required' ? [message('graduate.observes')] : []),
    ...(named.some((test) => test.kind === 'certificate') ? [message('graduate.listsDevices')] : []),
    ...(named.some((test) => test.kind === 'issuer') || places.some((place) => place.issuers !== null)
      ? [message('graduate.issuerNames')]
      : []),
    ...(model.login?.value === null ? [message('graduate.deviceNames')] : []),
    ...(model.loginLeftOut ? [message('graduate.loginLeftOut')] : []),
    ...(model.digestLeftOut ? [message('graduate.digestLeftOut')] : []),
    ...(model.visitorsKeepLogin ? [message('graduate.visitorsKeepLogin')] : []),
    ...([model.upstream, model.publicUpstream].some(
      (one) => one?.tls?.trust.by === 'fingerprint' && one.tls.trust.pem === null,
    )
      ? [message('graduate.pinMissing')]
      : []),
    ...model.publishes.map((url) => message('graduate.publishes', { url: line(url) })),
    ...(hasRules(places) && model.encodedPaths === 'forward' ? [message('graduate.encodedPaths')] : []),
    ...(places.some((place) => place.methods.length > 0) ? [message('graduate.methods')] : []),
    message('graduate.json'),
  ]
}
