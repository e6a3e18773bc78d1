import type { ExportModel, ExportTest, ExportUpstream } from './model.ts'
import { asks, type Place } from './places.ts'
import { rootless } from './trust.ts'
import { fromPem } from '../../pki/x509/pem.ts'
import { responderOf } from '../../pki/ocsp/request.ts'
import { isName, line } from './text.ts'

/** What servers that verify by OpenSSL, and perhaps with its revocation lists, do otherwise. */
export function opensslCannot(model: ExportModel, crl: string | null): string[] {
  if (!asks(model)) return []
  return [
    ...rootless(model).map(
      (name) =>
        `This site trusts “${line(name)}” without the root above it, and this server wants the root: nobody would get in through it. Trust the root as well, or choose Caddy.`,
    ),
    ...(crl === null
      ? []
      : [
          'A certificate below an intermediate authority that Vestibule does not know is refused, also when the intermediate is sent: its revocation list is missing.',
        ]),
  ]
}

function tests(places: readonly Place[]): readonly ExportTest[] {
  return places.flatMap((place) => place.who?.tests ?? [])
}

/** Certificates that rules name by a fingerprint which this server does not know, and which are not at hand. */
export function unknownPrints(places: readonly Place[]): string[] {
  const missing = tests(places).some((test) => test.kind === 'certificate' && test.list.some((one) => one.der === null))
  return missing
    ? [
        'Rules that name the fingerprint of a certificate which is no device of Vestibule leave that certificate out: this server knows other fingerprints.',
      ]
    : []
}

/** Rules that ask for names, where only the first of several counts. */
export function firstNameOnly(places: readonly Place[]): string[] {
  return tests(places).some((test) => test.kind === 'subject')
    ? ['Of several names of one kind in a certificate, rules look at the first only.']
    : []
}

/** Servers that compare the names in a certificate, but no addresses. */
export function nameWanted(upstreams: readonly (ExportUpstream | null)[]): string[] {
  return upstreams.some(
    (one) => one?.tls && one.tls.trust.by !== 'fingerprint' && !isName(one.tls.serverName ?? one.host),
  )
    ? [
        'This server compares the device’s certificate with names only, not with addresses, so nothing is sent to it: set the name that its certificate carries, and export again.',
      ]
    : []
}

/** Servers that tell visitors nothing of the status of the server certificate as they are configured. */
export function notStapled({ certificate: { certPem } }: ExportModel): string[] {
  const leaf = fromPem(certPem)[0]?.der
  return leaf && responderOf(leaf) !== null
    ? [
        'That the server certificate is not revoked (OCSP) is not sent along with it; browsers that want to know ask its issuer.',
      ]
    : []
}

/** What none of the servers does as Vestibule does it. */
export function commonCannot(model: ExportModel, places: readonly Place[]): string[] {
  const named = tests(places)
  return [
    ...(asks(model)
      ? [
          'A certificate that was taken back counts after the server was given the new list and reloaded, and connections that are open then stay open; Vestibule refuses it at once, on open connections too.',
          'A certificate that expires while its connection is open goes on until the connection ends.',
        ]
      : []),
    ...(asks(model) && model.mode !== 'required'
      ? ['Nobody can ask for a new certificate on the page about an expired one.']
      : []),
    ...([model.upstream, model.publicUpstream].some((one) => one?.tls)
      ? ['A device whose certificate is not accepted is, on the page, one that does not answer.']
      : []),
    ...(model.observe && model.mode !== 'required'
      ? ['Vestibule only watches at this site for now and lets everybody in; this configuration refuses.']
      : []),
    ...(named.some((test) => test.kind === 'certificate')
      ? ['Rules that name devices or groups list their certificates as they are today: export again when that changes.']
      : []),
    ...(named.some((test) => test.kind === 'issuer') || places.some((place) => place.issuers !== null)
      ? ['Rules tell authorities by their names, and know those that Vestibule knows today.']
      : []),
    ...(model.login?.value === null
      ? ['The names of devices are those of today: export again when that changes.']
      : []),
    ...(model.loginLeftOut ? ['The login at the device is left out, since the private key was not asked for.'] : []),
    ...([model.upstream, model.publicUpstream].some(
      (one) => one?.tls?.trust.by === 'fingerprint' && one.tls.trust.pem === null,
    )
      ? [
          'The device did not answer, so its certificate is missing in upstream-fingerprint.pem: until it is put there, nothing is sent to it.',
        ]
      : []),
    ...model.publishes.map(
      (url) => `The revocation list at ${line(url)} is not there any more: put it somewhere, and name that address.`,
    ),
    'Programs that ask for JSON get the pages as HTML.',
  ]
}
