import tls from 'node:tls'
import type { FileProblem, ServerCertificate } from '../../../../shared/contract/diagnosis.ts'
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

const problem = (code: string, message: string, remedy: string): FileProblem => ({ code, message, remedy })

function dates(links: readonly Link[], now: number): FileProblem[] {
  return links.flatMap(({ is }, at) => {
    const whose = at === 0 ? 'The server’s certificate' : `The authority “${is.commonName}” in the chain`
    if (now > is.notAfter.getTime()) {
      return [problem('server/expired', `${whose} has expired.`, 'Renew it and load it in the server.')]
    }
    if (now < is.notBefore.getTime()) {
      return [
        problem('server/not-yet-valid', `${whose} is not valid yet.`, 'Check date and time here and at the server.'),
      ]
    }
    return []
  })
}

function names({ certificate, is }: Link, host: string): FileProblem[] {
  if (coversHost(certificate.usage.altNames, host)) return []
  return is.names.length === 0
    ? [
        problem(
          'server/no-names',
          'The server’s certificate names no host (subjectAltName): every browser refuses it.',
          `Make it again with the name “${host}” in subjectAltName.`,
        ),
      ]
    : [
        problem(
          'server/wrong-host',
          `The server’s certificate is for ${is.names.slice(0, 5).join(', ')}, not for “${host}”.`,
          'Call the server by a name in its certificate, or add the name to the certificate.',
        ),
      ]
}

function strength(links: readonly Link[]): FileProblem[] {
  return links.flatMap(({ is, certificate }, at) => {
    const whose = at === 0 ? 'The server’s certificate' : `The authority “${is.commonName}” in the chain`
    return [
      ...(isWeakKey(is.keyType)
        ? [problem('server/weak-key', `${whose} has a key that is too short (${is.keyType}).`, 'Make a new key.')]
        : []),
      // Nobody checks the signature that a root puts on itself.
      ...(isBrokenSignature(certificate.algorithm) && (at === 0 || !certificate.selfIssued)
        ? [problem('server/weak-digest', `${whose} is signed with SHA-1 or MD5.`, 'Sign it again with SHA-256.')]
        : []),
    ]
  })
}

function purpose({ is }: Link): FileProblem[] {
  const uses = is.extendedKeyUsage
  const fits = uses.length === 0 || uses.includes(OID.serverAuth) || uses.includes(ANY_PURPOSE)
  const days = (is.notAfter.getTime() - is.notBefore.getTime()) / DAY
  return [
    ...(fits
      ? []
      : [
          problem(
            'server/wrong-purpose',
            'The server’s certificate was not made for servers.',
            'Make it again with extendedKeyUsage serverAuth.',
          ),
        ]),
    ...(days > APPLE_DAYS
      ? [
          problem(
            'server/too-long',
            `The server’s certificate is valid for ${Math.round(days)} days; iPhones, iPads and Macs refuse more than ${APPLE_DAYS}.`,
            'Make it again for at most 825 days; 397 is tidy.',
          ),
        ]
      : []),
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
    found.push(
      problem(
        'server/order',
        `The chain is out of order: “${links[gap]?.is.commonName ?? ''}” was not issued by the certificate that follows it.`,
        'Put the server’s certificate first, then the authority that issued it, then the one above.',
      ),
    )
  }
  const [leaf] = links
  if (serverError === null || !leaf || serverError === 'ERR_TLS_CERT_ALTNAME_INVALID') return found
  const code = causeOf(links, options)
  const selfSigned = leaf.certificate.selfIssued
  if (TOLD_ELSEWHERE.has(code.name) && !selfSigned) return found
  if (selfSigned) {
    found.push(
      problem(
        'server/self-signed',
        'The server’s certificate vouches for itself: nobody else does.',
        'Give the server a certificate of your authority, or accept this one by its fingerprint.',
      ),
    )
  } else if (links.length === 1 && code.name !== 'X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN') {
    found.push(
      problem(
        'server/missing-intermediate',
        `The server sends its certificate alone, and “${leaf.is.issuer}”, which issued it, is not trusted here (${code.number} ${code.name}).`,
        'If that is an intermediate, let the server send it along (fullchain.pem). If it is a private authority, trust its certificate here.',
      ),
    )
  } else {
    const meaning = meaningOf(code.name)
    found.push(
      problem(
        'server/untrusted',
        `The server’s chain ends at “${links.at(-1)?.is.issuer ?? ''}”, which is not trusted here (${code.number} ${code.name}).`,
        meaning?.fix ?? 'Trust the authority of the server here.',
      ),
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
