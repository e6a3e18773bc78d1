import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { SiteCertificate } from '../../../../shared/contract/site.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { isIssuedBy } from '../../../pki/chain.ts'
import { parseCertificate, type Certificate } from '../../../pki/path/certificate.ts'
import { describeCertificate, type CertificateDescription } from '../../../pki/x509/describe.ts'
import { coversHost } from '../../../pki/x509/host-names.ts'
import { issueServer } from '../../../pki/x509/issue.ts'
import { commonNameOf, nameToText } from '../../../pki/x509/name.ts'
import { generateKeyPair } from '../../../pki/x509/keys.ts'
import { fromPem, toPem } from '../../../pki/x509/pem.ts'
import { newId, type Context } from '../../app/context.ts'
import { intermediatesFrom } from '../../authority/issuer.ts'
import { signerOf } from '../../authority/select.ts'
import type { AuthorityRow } from '../../store/authorities.ts'
import type { OpenVault } from '../../store/vault.ts'
import type { NewCertificate } from '../../store/devices.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { message } from '../../../../shared/messages/message.ts'

/** A server certificate with its key, both PEM. */
export interface ServerIdentity {
  readonly source: 'authority' | 'own'
  /** Leaf first, then its chain. */
  readonly certPem: string
  /** PKCS#8, not encrypted. */
  readonly keyPem: string
  /** What to record of a certificate that was issued here. */
  readonly issued: NewCertificate | null
}

/**
 * Issues one for these hosts: P-256, because its handshakes are far cheaper than RSA's.
 * @param authority an own one @throws AppError "store/secret-damaged", and as `issueServer`
 */
export async function issueIdentity(
  context: Context,
  options: { readonly authority: AuthorityRow; readonly open: OpenVault; readonly hosts: readonly string[] },
): Promise<ServerIdentity> {
  const { authority, open, hosts } = options
  const now = context.now()
  const signer = signerOf(context, authority, open)
  const intermediates = intermediatesFrom(context.store.authorities.list(), authority)
  const pair = await generateKeyPair('p256')
  const der = await issueServer({ signer, hosts, publicKey: pair.spki, now: new Date(now) })
  const about = describeCertificate(der)
  return {
    source: 'authority',
    certPem: [der, ...intermediates].map((one) => toPem('CERTIFICATE', one)).join(''),
    keyPem: toPem('PRIVATE KEY', pair.pkcs8),
    issued: {
      id: newId(),
      authority_id: authority.id,
      device_id: null,
      purpose: 'server',
      serial: about.serial,
      fingerprint: about.fingerprint,
      subject: about.subject,
      key_type: about.keyType,
      has_key: 1,
      not_before: about.notBefore.getTime(),
      not_after: about.notAfter.getTime(),
      issued_at: now,
      der,
    },
  }
}

/**
 * Checks a certificate that the user brings: readable, a pair with its key, in force, good for every host.
 * @throws AppError "site/certificate-unreadable", "site/certificate-mismatch", "site/certificate-expired",
 *   "site/certificate-early", "site/certificate-chain", "site/certificate-names"
 */
export function checkIdentity(options: {
  certPem: string
  keyPem: string
  hosts: readonly string[]
  now: number
}): ServerIdentity {
  const blocks = fromPem(options.certPem).filter((block) => block.label.endsWith('CERTIFICATE'))
  const [first] = blocks
  if (!first) throw new AppError('site/certificate-unreadable', { problem: message('parts.read.noPem') })
  const leaf = readable('certificateUnknown', () => new X509Certificate(first.der))
  if (/ENCRYPTED/.test(options.keyPem)) {
    throw new AppError('site/certificate-unreadable', { problem: message('parts.read.keyEncrypted') })
  }
  const key = readable('keyUnknown', () => createPrivateKey(options.keyPem))
  if (!leaf.checkPrivateKey(key)) throw new AppError('site/certificate-mismatch')
  const chain = blocks.map((block) => readable('chainUnknown', () => parseCertificate(block.der)))
  checkDates(chain, options.now)
  checkOrder(chain)
  for (const host of options.hosts) {
    if (!coversHost(chain[0]?.usage.altNames ?? null, host)) throw new AppError('site/certificate-names', { host })
  }
  return {
    source: 'own',
    certPem: blocks.map((block) => toPem('CERTIFICATE', block.der)).join(''),
    keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    issued: null,
  }
}

/** All of them: browsers refuse a chain with one that has ended just the same. */
function checkDates(chain: readonly Certificate[], now: number): void {
  for (const { notBefore, notAfter } of chain) {
    const date = (at: number): string => new Date(at).toISOString()
    if (notBefore === null || notAfter === null) {
      throw new AppError('site/certificate-unreadable', { problem: message('parts.der.noDate') })
    }
    if (notAfter < now) throw new AppError('site/certificate-expired', { date: date(notAfter) })
    if (notBefore > now) throw new AppError('site/certificate-early', { date: date(notBefore) })
  }
}

/** RFC 5246 §7.4.2: each certificate is followed by the one that issued it. */
function checkOrder(chain: readonly Certificate[]): void {
  for (const [at, issuer] of chain.slice(1).entries()) {
    const below = chain[at]
    if (below && !isIssuedBy(below, issuer)) {
      const { issuer: name } = below.structure
      throw new AppError('site/certificate-chain', { issuer: commonNameOf(name) ?? nameToText(name) })
    }
  }
}

/** The library's words may quote the input: only which of the two files it was is told. */
function readable<T>(problem: 'certificateUnknown' | 'keyUnknown' | 'chainUnknown', read: () => T): T {
  try {
    return read()
  } catch {
    throw new AppError('site/certificate-unreadable', { problem: message(`parts.read.${problem}`) })
  }
}

/** Server certificates are renewed when two thirds of their life are over. Milliseconds since 1970. */
function renewalDate({ notBefore, notAfter }: { notBefore: Date; notAfter: Date }): number {
  return notBefore.getTime() + Math.floor(((notAfter.getTime() - notBefore.getTime()) * 2) / 3)
}

/** The server certificate of a site; null when it is damaged. */
export function readableCertificate(site: SiteRecord): CertificateDescription | null {
  try {
    return describeCertificate(site.certificatePem)
  } catch {
    return null
  }
}

/** Of the first certificate of a text; null when it is damaged. */
export function readableFingerprint(certificatePem: string): string | null {
  try {
    return describeCertificate(certificatePem).fingerprint
  } catch {
    return null
  }
}

/** The server certificate of a site as the contract shows it, without what others say of it. */
export function viewServerCertificate(site: SiteRecord): Omit<SiteCertificate, 'ocsp' | 'acme'> {
  const about = readableCertificate(site)
  if (!about) {
    const never = new Date(site.createdAt).toISOString()
    const unknown = {
      serial: '',
      fingerprint: '',
      subject: '',
      issuer: '',
      names: [],
      notBefore: never,
      notAfter: never,
    }
    // Due at once: a new one is made when the authority is unlocked.
    return {
      source: site.certificateSource,
      ...unknown,
      renewsAt: site.certificateSource === 'authority' ? never : null,
    }
  }
  return {
    source: site.certificateSource,
    serial: about.serial,
    fingerprint: about.fingerprint,
    subject: about.subject,
    issuer: about.issuer,
    names: about.names,
    notBefore: about.notBefore.toISOString(),
    notAfter: about.notAfter.toISOString(),
    renewsAt: site.certificateSource === 'authority' ? new Date(renewalDate(about)).toISOString() : null,
  }
}
