import { createPrivateKey, X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { AppError } from '../../../shared/errors/index.ts'
import type { SiteRecord } from '../store/sites.ts'

/** What of a site decides whether it can be opened at all. */
interface Parts {
  readonly site: SiteRecord
  /** PKCS#8, PEM; null when it cannot be read any more. */
  readonly keyPem: string | null
  /** Authorities whose certificates can be read. */
  readonly authorityIds: ReadonlySet<string>
}

/**
 * Why a site cannot be opened with what is stored of it; null when it can. One site that is damaged on the disk is left
 * closed and told, so that the gate takes the policy of all others.
 */
export function siteFault({ site, keyPem, authorityIds }: Parts): AppError | null {
  const { name } = site
  if (site.damaged !== null) return new AppError('site/damaged', { name, what: site.damaged })
  if (keyPem === null) return new AppError('site/certificate-key-lost', { name })
  if (!site.authorityIds.every((id) => authorityIds.has(id))) return new AppError('site/authority-damaged', { name })
  return isUsablePair(site.certificatePem, keyPem) ? null : new AppError('site/certificate-damaged', { name })
}

/** Whether the TLS library takes a certificate with its chain and key. */
export function isUsablePair(certPem: string, keyPem: string): boolean {
  try {
    const certificate = new X509Certificate(certPem)
    if (!certificate.checkPrivateKey(createPrivateKey(keyPem))) return false
    tls.createSecureContext({ cert: certPem, key: keyPem })
    return true
  } catch {
    return false
  }
}

/** Answers from memory as long as nothing of a site has changed: policies are many, and reading a key takes its time. */
export function rememberFaults(): (parts: Parts) => AppError | null {
  const known = new Map<string, { readonly print: string; readonly fault: AppError | null }>()
  return (parts) => {
    const { site, keyPem, authorityIds } = parts
    const missing = site.authorityIds.filter((id) => !authorityIds.has(id))
    const print = JSON.stringify([site.name, site.damaged, site.certificatePem, keyPem, missing])
    const before = known.get(site.id)
    if (before?.print === print) return before.fault
    const fault = siteFault(parts)
    known.set(site.id, { print, fault })
    return fault
  }
}
