import { verifyCodeByName, type VerifyCode } from '../../../../shared/verify/index.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { DerError } from '../../../pki/asn1/der-reader.ts'
import { listObjection, type ListObjection } from '../../../pki/path/crl.ts'
import { parseCertificate, type Certificate } from '../../../pki/path/certificate.ts'
import { TLS_SECURITY_BITS, validatePath } from '../../../pki/path/validate.ts'
import { OID } from '../../../pki/asn1/oids.ts'
import { readRevocationList, type RevocationList } from '../../../pki/x509/crl-list.ts'
import { describeCertificate, type CertificateDescription } from '../../../pki/x509/describe.ts'

/** A certificate, read once: as chains are judged by, and as it is told of. */
export interface Link {
  readonly certificate: Certificate
  readonly is: CertificateDescription
}

/** What `openssl verify` would say, and the way it went. */
export interface Verified {
  /** From the leaf up, as far as issuers were found. */
  readonly path: readonly Link[]
  readonly code: VerifyCode
  /** The certificate that the code is about. */
  readonly at: Link
}

/** Null for what cannot be read: it was reported with the file. */
export function readLink(der: Uint8Array): Link | null {
  try {
    return { certificate: parseCertificate(der), is: describeCertificate(der) }
  } catch (error) {
    if (error instanceof DerError || error instanceof AppError) return null
    throw error
  }
}

/** Null for what cannot be read. */
export function readList(der: Uint8Array): RevocationList | null {
  try {
    return readRevocationList(der)
  } catch (error) {
    if (error instanceof DerError) return null
    throw error
  }
}

function named(name: string): VerifyCode {
  const code = verifyCodeByName(name)
  if (!code) throw new Error(`no verify code is called ${name}`)
  return code
}

/** What OpenSSL says of a list that may not be used; a list that it does not even consider is none (code 3). */
const CODES = {
  'other-issuer': 'UNABLE_TO_GET_CRL',
  signature: 'CRL_SIGNATURE_FAILURE',
  'unknown-algorithm': 'CRL_SIGNATURE_FAILURE',
  'signer-may-not': 'KEYUSAGE_NO_CRL_SIGN',
  delta: 'UNABLE_TO_GET_CRL',
  indirect: 'UNABLE_TO_GET_CRL',
  'ca-certificates-only': 'DIFFERENT_CRL_SCOPE',
  'attribute-certificates-only': 'DIFFERENT_CRL_SCOPE',
  'some-reasons-only': 'UNABLE_TO_GET_CRL',
  'distribution-point-only': 'DIFFERENT_CRL_SCOPE',
  'critical-extension': 'UNHANDLED_CRITICAL_CRL_EXTENSION',
  'not-yet-valid': 'CRL_NOT_YET_VALID',
} as const satisfies Record<ListObjection, string>

type ListError = (typeof CODES)[ListObjection] | 'CRL_HAS_EXPIRED' | 'CERT_REVOKED'

/** What the lists at hand say of one certificate of a path; a certificate without a list counts as good. */
function listed(
  path: readonly Certificate[],
  depth: number,
  lists: readonly RevocationList[],
  { pool, now }: { readonly pool: readonly Certificate[]; readonly now: number },
): ListError | null {
  const [certificate, issuer] = [path[depth], path[depth + 1]]
  if (!certificate || !issuer) return null
  const authority = [issuer, ...pool.filter((one) => one.issuerKey === issuer.issuerKey)]
  const theirs = lists.filter((list) => list.issuerName === certificate.issuer)
  const judged = theirs.map((list) => ({ list, objection: listObjection(list, { authority, others: pool, now }) }))
  const [newest] = judged
    .flatMap(({ list, objection }) => (objection === null ? [list] : []))
    .toSorted((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())
  if (newest) {
    if (newest.nextUpdate !== null && now > newest.nextUpdate.getTime()) return 'CRL_HAS_EXPIRED'
    return newest.entries.some(({ serial }) => serial === certificate.serial) ? 'CERT_REVOKED' : null
  }
  const [first] = judged
  return first?.objection ? CODES[first.objection] : null
}

/** What a certificate that is no authority was made for. */
function purposeOf({ usage }: Certificate): 'client' | 'server' | null {
  if (usage.ca) return null
  const uses = usage.extendedKeyUsage
  return uses && uses.has(OID.serverAuth) && !uses.has(OID.clientAuth) ? 'server' : 'client'
}

/**
 * Verifies a certificate as the door does, and as `openssl verify -crl_check_all -auth_level 2` with its purpose: the same
 * code for the same chain. Pure. `now` in milliseconds since 1970.
 */
export function verifyPath(options: {
  readonly leaf: Link
  readonly authorities: readonly Link[]
  readonly lists: readonly RevocationList[]
  readonly now: number
}): Verified {
  const { leaf, authorities, lists, now } = options
  const pool = authorities.map((one) => one.certificate)
  const { path, problem } = validatePath({
    leaf: leaf.certificate,
    untrusted: [],
    trusted: pool,
    now,
    purpose: purposeOf(leaf.certificate),
    minSecurityBits: TLS_SECURITY_BITS,
    revocation(chain): { error: ListError; depth: number } | null {
      for (const depth of chain.keys()) {
        const error = listed(chain, depth, lists, { pool, now })
        if (error) return { error, depth }
      }
      return null
    },
  })
  const links = path.map((one) => [leaf, ...authorities].find(({ certificate }) => certificate === one) ?? leaf)
  return { path: links, code: named(problem?.error ?? 'X509_V_OK'), at: links[problem?.depth ?? 0] ?? leaf }
}
