import { climb } from '../../pki/chain.ts'
import { tryParseCertificate } from '../../pki/path/certificate.ts'
import { GENERAL_NAME } from '../../pki/path/usage.ts'
import { commonNameOf } from '../../pki/x509/name.ts'
import { toDer } from '../../pki/x509/pem.ts'
import type { ExportFile, ExportModel, ExportUpstream } from './model.ts'
import { asks } from './places.ts'
import { line } from './text.ts'

/** Serial numbers of everything that was taken back, without repetition. */
export function revokedSerials(model: ExportModel): string[] {
  if (!asks(model)) return []
  return [...new Set([...model.authorities, ...model.intermediates].flatMap((one) => one.revoked))]
}

/** The signed lists, in one file; null where a server that loads lists would miss one of an authority. */
export function crlBundle(model: ExportModel): string | null {
  if (!asks(model)) return null
  const lists = [...model.authorities, ...model.intermediates].map((one) => one.crl?.pem)
  // Several certificates of one issuer have one list.
  return lists.every((list) => list !== undefined) ? [...new Set(lists)].join('') : null
}

/** Everything that a chain may be built of: the authorities and those below them, so that nobody has to send them along. */
export function caBundle({ authorities, intermediates }: ExportModel): string {
  return [...authorities, ...intermediates].map((one) => `# ${line(one.name)}\n${one.pem}`).join('\n')
}

/** Names of trusted intermediates whose root is not trusted: OpenSSL wants chains to end in a root. */
export function rootless({ authorities }: ExportModel): string[] {
  const certificates = authorities.flatMap(({ name, pem }) => {
    const der = toDer(pem, ['CERTIFICATE'])
    const certificate = der && tryParseCertificate(der)
    return certificate ? [{ name, certificate }] : []
  })
  const pool = certificates.map((one) => one.certificate)
  const rooted = new Set(pool.filter((one) => one.selfIssued).map((one) => one.issuerKey))
  return certificates.flatMap(({ name, certificate }) => {
    const top = climb(certificate, pool).at(-1) ?? certificate
    return top.selfIssued || rooted.has(top.issuerKey) ? [] : [name]
  })
}

/** Where the authorities of an upstream are; null for those of the system. */
export function upstreamCaFile({ tls }: ExportUpstream): string | null {
  return tls === null || tls.trust.by === 'system' ? null : `upstream-${tls.trust.by}.pem`
}

/**
 * The authorities of https upstreams. A pinned certificate that is not at hand leaves a file in which nobody is
 * trusted whom the device could be: so nothing is sent to a stranger.
 */
export function upstreamCaFiles({ upstream, publicUpstream, certificate }: ExportModel): ExportFile[] {
  const files = new Map<string, string>()
  for (const one of [upstream, publicUpstream]) {
    const path = one && upstreamCaFile(one)
    if (!one?.tls || path === null || one.tls.trust.by === 'system') continue
    const { trust } = one.tls
    files.set(
      path,
      trust.pem ??
        `# Put the certificate of the device in the place of this one, which is the server's own.\n${certificate.certPem}`,
    )
  }
  return [...files].map(([path, text]) => ({ path, text }))
}

/** A name that the pinned certificate carries, for servers that always compare one; null where it carries none. */
export function pinnedName({ tls }: ExportUpstream): string | null {
  if (tls?.trust.by !== 'fingerprint' || tls.trust.pem === null) return null
  // It is a stranger's: nothing of it reaches the library.
  const der = toDer(tls.trust.pem, ['CERTIFICATE'])
  const certificate = der && tryParseCertificate(der)
  if (!certificate) return null
  const dns = certificate.usage.altNames?.find(({ tag }) => tag === GENERAL_NAME.dns)
  return dns ? Buffer.from(dns.contents).toString('latin1') : commonNameOf(certificate.structure.subject)
}
