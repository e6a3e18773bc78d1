import { X509Certificate } from 'node:crypto'
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
  return lists.every((list) => list !== undefined) ? lists.join('') : null
}

/** Everything that a chain may be built of: the authorities and those below them, so that nobody has to send them along. */
export function caBundle({ authorities, intermediates }: ExportModel): string {
  return [...authorities, ...intermediates].map((one) => `# ${line(one.name)}\n${one.pem}`).join('\n')
}

/** Names of trusted intermediates whose root is not trusted: OpenSSL wants chains to end in a root. */
export function rootless({ authorities }: ExportModel): string[] {
  const certificates = authorities.map((one) => new X509Certificate(one.pem))
  return authorities.flatMap((one, index) => {
    const { subject, issuer } = certificates[index] ?? { subject: '', issuer: '' }
    return subject === issuer || certificates.some((above) => above.subject === issuer) ? [] : [one.name]
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
  const certificate = new X509Certificate(tls.trust.pem)
  const names = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map((match) => match[1] ?? '')
  return names[0] ?? /^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? null
}
