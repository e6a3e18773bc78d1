import tls from 'node:tls'
import type { FileProblem, ServerCertificate } from '../../../../shared/contract/diagnosis.ts'
import { problem } from '../../../../shared/errors/index.ts'
import { message, type Message } from '../../../../shared/messages/message.ts'
import { verifyCodeByName, verifyCodeFromNode, type VerifyCode } from '../../../../shared/verify/index.ts'
import { meaningOf } from '../../../../shared/verify/meaning.ts'
import { OID } from '../../../pki/asn1/oids.ts'
import { tryParseCertificate, type Certificate } from '../../../pki/path/certificate.ts'
import { TLS_SECURITY_BITS, validatePath } from '../../../pki/path/validate.ts'
import { isBrokenSignature } from '../../../pki/x509/algorithm.ts'
import type { CertificateDescription } from '../../../pki/x509/describe.ts'
import { coversHost } from '../../../pki/x509/host-names.ts'
import { toDer } from '../../../pki/x509/pem.ts'
import { readLink, type Link } from '../inspect/path.ts'

/** Apple refuses server certificates that live longer, also under a private root (support.apple.com/103769). Days. */
const APPLE_DAYS = 825
const DAY = 86_400_000
const ANY_PURPOSE = '2.5.29.37.0'

/** What can be read of a chain as sent, from the bytes alone; a certificate that cannot be read ends it. */
function read(chain: readonly Uint8Array[]): Link[] {
  const links: Link[] = []
  for (const der of chain) {
    const link = readLink(der)
    if (!link) break
    links.push(link)
  }
  return links
}

/** The authorities that come with the program, read when the first server is looked at. */
let bundled: readonly Certificate[] | null = null

function bundledRoots(): readonly Certificate[] {
  bundled ??= tls.rootCertificates.flatMap((pem) => {
    const der = toDer(pem, ['CERTIFICATE'])
    return (der && tryParseCertificate(der)) ?? []
  })
  return bundled
}

export function viewCertificate(is: CertificateDescription): ServerCertificate {
  return {
    subject: is.subject,
    issuer: is.issuer,
    serial: is.serial,
    fingerprint: is.fingerprint,
    notBefore: is.notBefore.toISOString(),
    notAfter: is.notAfter.toISOString(),
    keyType: is.keyType,
    isCa: is.isCa,
    names: is.names,
  }
}

/** Keys that can be broken today (NIST SP 800-131A). */
export function isWeakKey(keyType: string): boolean {
  const bits = /^rsa(?:-pss)?(\d+)$/.exec(keyType)?.[1]
  return bits !== undefined && Number(bits) < 2048
}

/** Whose flaw it is: the server's own certificate, or an authority that it sends along. */
function whoseFlaw(is: CertificateDescription, at: number): Message {
  return at === 0
    ? message('serverDiagnosis.whose.leaf')
    : message('serverDiagnosis.whose.authority', { name: is.commonName })
}

function dates(links: readonly Link[], now: number): FileProblem[] {
  return links.flatMap(({ is }, at) => {
    const whose = whoseFlaw(is, at)
    if (now > is.notAfter.getTime()) return [problem('server/expired', { whose })]
    if (now < is.notBefore.getTime()) return [problem('server/not-yet-valid', { whose })]
    return []
  })
}

function names({ certificate, is }: Link, host: string): FileProblem[] {
  if (coversHost(certificate.usage.altNames, host)) return []
  return is.names.length === 0
    ? [problem('server/no-names', { host })]
    : [problem('server/wrong-host', { names: is.names.slice(0, 5), host })]
}

function strength(links: readonly Link[]): FileProblem[] {
  return links.flatMap(({ is, certificate }, at) => {
    const whose = whoseFlaw(is, at)
    return [
      ...(isWeakKey(is.keyType) ? [problem('server/weak-key', { whose, key: is.keyType })] : []),
      // Nobody checks the signature that a root puts on itself.
      ...(isBrokenSignature(certificate.algorithm) && (at === 0 || !certificate.selfIssued)
        ? [problem('server/weak-digest', { whose })]
        : []),
    ]
  })
}

function purpose({ is }: Link): FileProblem[] {
  const uses = is.extendedKeyUsage
  const fits = uses.length === 0 || uses.includes(OID.serverAuth) || uses.includes(ANY_PURPOSE)
  const days = (is.notAfter.getTime() - is.notBefore.getTime()) / DAY
  return [
    ...(fits ? [] : [problem('server/wrong-purpose')]),
    ...(days > APPLE_DAYS ? [problem('server/too-long', { days: Math.round(days), most: APPLE_DAYS })] : []),
  ]
}

/** Flaws of the certificates themselves, which are looked for one by one. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'X509_V_ERR_CERT_HAS_EXPIRED',
  'X509_V_ERR_CERT_NOT_YET_VALID',
  'X509_V_ERR_INVALID_PURPOSE',
  'X509_V_ERR_EE_KEY_TOO_SMALL',
  'X509_V_ERR_CA_MD_TOO_WEAK',
])

/** The first cause why the chain is not trusted here; the TLS library's own word where nothing is found. */
function causeOf([leaf, ...others]: readonly Link[], { serverError, trust, now }: ChainOptions): VerifyCode {
  const said = verifyCodeFromNode(serverError ?? '')
  if (!leaf) return said
  const { problem } = validatePath({
    leaf: leaf.certificate,
    untrusted: others.map(({ certificate }) => certificate),
    trusted: [...bundledRoots(), ...trust.flatMap((der) => tryParseCertificate(der) ?? [])],
    now,
    purpose: 'server',
    minSecurityBits: TLS_SECURITY_BITS,
  })
  return (problem && verifyCodeByName(problem.error)) ?? said
}

/** Whether each certificate was issued by the next one; and what is to be said about the way to a root. */
function path(links: readonly Link[], options: ChainOptions): FileProblem[] {
  const { serverError } = options
  const gap = links.findIndex((link, at) => {
    const above = links[at + 1]
    return above !== undefined && link.certificate.issuer !== above.certificate.subject
  })
  const found: FileProblem[] = []
  if (gap >= 0) {
    found.push(problem('server/order', { name: links[gap]?.is.commonName ?? '' }))
  }
  const [leaf] = links
  if (serverError === null || !leaf || serverError === 'ERR_TLS_CERT_ALTNAME_INVALID') return found
  const code = causeOf(links, options)
  const selfSigned = leaf.certificate.selfIssued
  if (TOLD_ELSEWHERE.has(code.name) && !selfSigned) return found
  if (selfSigned) {
    found.push(problem('server/self-signed'))
  } else if (links.length === 1 && code.name !== 'X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN') {
    found.push(problem('server/missing-intermediate', { issuer: leaf.is.issuer, code: `${code.number} ${code.name}` }))
  } else {
    found.push(
      problem('server/untrusted', {
        issuer: links.at(-1)?.is.issuer ?? '',
        code: `${code.number} ${code.name}`,
        fix: meaningOf(code.name)?.fix ?? message('serverDiagnosis.trust'),
      }),
    )
  }
  return found
}

interface ChainOptions {
  /** Node's verdict; null when it trusts the chain. */
  readonly serverError: string | null
  /** DER of what is trusted besides the authorities that come with the program. */
  readonly trust: readonly Uint8Array[]
  readonly now: number
}

/** The chain as sent, and what is wrong with it for a visitor who called `host`. `now` in milliseconds since 1970. */
export function judgeChain(options: ChainOptions & { readonly chain: readonly Uint8Array[]; readonly host: string }): {
  chain: ServerCertificate[]
  problems: FileProblem[]
} {
  const links = read(options.chain)
  const [leaf] = links
  if (!leaf) return { chain: [], problems: [] }
  return {
    chain: links.map(({ is }) => viewCertificate(is)),
    problems: [
      ...dates(links, options.now),
      ...names(leaf, options.host),
      ...path(links, options),
      ...purpose(leaf),
      ...strength(links),
    ],
  }
}
