import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Login, LoginInput } from '../../../shared/contract/login.ts'
import type { SiteOptionInput, SiteOptionView } from '../../../shared/contract/site-options.ts'
import { defaultUpstreamTls, type UpstreamCertificate, type UpstreamTls } from '../../../shared/contract/upstream.ts'
import type { UpstreamSettings } from '../../../shared/contract/upstream-settings.ts'
import type { Problem } from '../../../shared/transport.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { fromPem, toPem } from '../../pki/x509/pem.ts'
import type { SiteOptions } from '../store/site-options.ts'
import type { SecretChanges } from '../store/site-secrets.ts'
import { message, type Message } from '../../../shared/messages/message.ts'

function certificates(pem: string): Uint8Array[] {
  return fromPem(pem)
    .filter((block) => block.label.endsWith('CERTIFICATE'))
    .map((block) => block.der)
}

function checkedTls(tls: UpstreamTls): UpstreamTls {
  if (tls.trust.by !== 'authority') return tls
  const list = certificates(tls.trust.pem)
  if (list.length === 0) throw new AppError('site/upstream-authority', { problem: message('parts.read.noPem') })
  try {
    for (const der of list) describeCertificate(der)
  } catch {
    throw new AppError('site/upstream-authority', { problem: message('parts.read.certificateIn') })
  }
  return { ...tls, trust: { by: 'authority', pem: list.map((der) => toPem('CERTIFICATE', der)).join('') } }
}

/** The gate's own certificate for an upstream: leaf first, then its chain, and its key as PKCS#8. */
function checkedIdentity(said: { certPem: string; keyPem: string }, now: number): { certPem: string; keyPem: string } {
  const refuse = (problem: Message): never => {
    throw new AppError('site/upstream-certificate', { problem })
  }
  const list = certificates(said.certPem)
  const [leaf] = list
  if (!leaf) return refuse(message('parts.read.noPem'))
  if (said.keyPem.includes('ENCRYPTED')) return refuse(message('parts.read.itsKeyEncrypted'))
  const read = (): { keyPem: string; end: number } | null => {
    const certificate = new X509Certificate(leaf)
    const key = createPrivateKey(said.keyPem)
    if (!certificate.checkPrivateKey(key)) return null
    return { keyPem: key.export({ type: 'pkcs8', format: 'pem' }).toString(), end: Date.parse(certificate.validTo) }
  }
  let pair: ReturnType<typeof read>
  try {
    pair = read()
  } catch {
    return refuse(message('parts.read.pairUnknown'))
  }
  if (!pair) return refuse(message('parts.read.mismatch'))
  if (pair.end < now) return refuse(message('parts.upstream.ended', { at: pair.end }))
  return { certPem: list.map((der) => toPem('CERTIFICATE', der)).join(''), keyPem: pair.keyPem }
}

function loginOf(said: LoginInput): Login {
  const header = said.kind === 'header' || said.kind === 'user' ? said.header : 'Authorization'
  return { kind: said.kind, header }
}

/** The header's whole value, the credentials of Digest as JSON; null where it is the device's name. */
function loginValue(said: LoginInput): string | null {
  switch (said.kind) {
    case 'basic':
      return `Basic ${Buffer.from(`${said.user}:${said.password}`).toString('base64')}`
    case 'digest':
      return JSON.stringify({ user: said.user, password: said.password })
    case 'bearer':
      return `Bearer ${said.token}`
    case 'header':
      return said.value
    case 'user':
      return null
  }
}

/**
 * Options after a call, and the secrets that change with them.
 * @throws AppError "site/upstream-not-https", "site/upstream-authority", "site/upstream-certificate"
 */
export function changeOptions(
  before: SiteOptions,
  said: SiteOptionInput & { readonly certificate?: unknown },
  { upstream, now }: { upstream: string; now: number },
): { options: SiteOptions; secrets: SecretChanges } {
  let secrets: SecretChanges = {}
  let options = before
  if ((said.upstreamTls || said.upstreamCertificate) && !upstream.startsWith('https:')) {
    throw new AppError('site/upstream-not-https', { upstream })
  }
  if (said.upstreamTls !== undefined) {
    options = { ...options, upstreamTls: said.upstreamTls ? checkedTls(said.upstreamTls) : defaultUpstreamTls }
  }
  if (said.upstreamCertificate !== undefined) {
    const identity = said.upstreamCertificate && checkedIdentity(said.upstreamCertificate, now)
    options = { ...options, upstreamCertPem: identity?.certPem ?? null }
    secrets = { ...secrets, 'upstream-key': identity?.keyPem ?? null }
  }
  if (said.passHeaders !== undefined) options = { ...options, passHeaders: [...new Set(said.passHeaders)] }
  if (said.redirects !== undefined) options = { ...options, redirects: [...new Set(said.redirects)] }
  // Another certificate takes the place of the one in the files.
  if (said.certificate !== undefined) options = { ...options, certificateFiles: null }
  if (said.certificateFiles !== undefined) options = { ...options, certificateFiles: said.certificateFiles }
  if (said.page !== undefined) options = { ...options, page: said.page }
  if (said.http01 !== undefined) options = { ...options, http01: said.http01 }
  options = { ...options, ...changedSettings(said) }
  if (said.login !== undefined) {
    // A first login leaves visitors their own: what a site did that had none.
    const visitorLogin = before.login === null ? 'keep' : before.visitorLogin
    options = { ...options, login: said.login && loginOf(said.login), visitorLogin }
    secrets = { ...secrets, 'upstream-login': said.login && loginValue(said.login) }
  }
  if (said.visitorLogin !== undefined) options = { ...options, visitorLogin: said.visitorLogin }
  return { options, secrets }
}

/** Those that a call names. */
function changedSettings(said: SiteOptionInput): Partial<UpstreamSettings> {
  return {
    ...(said.firstByteTimeout !== undefined && { firstByteTimeout: said.firstByteTimeout }),
    ...(said.idleTimeout !== undefined && { idleTimeout: said.idleTimeout }),
    ...(said.upstreamHeaders !== undefined && { upstreamHeaders: said.upstreamHeaders }),
    ...(said.upstreamHost !== undefined && { upstreamHost: said.upstreamHost }),
    ...(said.upstreamConnections !== undefined && { upstreamConnections: said.upstreamConnections }),
    // WebSockets go through at every site.
    ...(said.upgrades !== undefined && { upgrades: [...new Set(said.upgrades)].filter((one) => one !== 'websocket') }),
    ...(said.encodedPaths !== undefined && { encodedPaths: said.encodedPaths }),
  }
}

/** What is true of the options just now. */
export interface OptionState {
  /** Why a port is not open. */
  readonly problemAt: (listen: string) => Problem | null
  /** Why the certificate files are not used. */
  readonly filesProblem: Problem | null
}

/** The options as the contract shows them. */
export function viewOptions(options: SiteOptions, { problemAt, filesProblem }: OptionState): SiteOptionView {
  const { upstreamTls, upstreamCertPem, login, passHeaders, redirects, http01, certificateFiles, page } = options
  return {
    page,
    certificateFiles: certificateFiles && { ...certificateFiles, problem: filesProblem },
    redirects: redirects.map((listen) => ({ listen, problem: problemAt(listen) })),
    http01,
    upstreamTls,
    upstreamCertificate: viewUpstreamCertificate(upstreamCertPem),
    login,
    visitorLogin: options.visitorLogin,
    passHeaders: [...passHeaders],
    firstByteTimeout: options.firstByteTimeout,
    idleTimeout: options.idleTimeout,
    upstreamHeaders: options.upstreamHeaders,
    upstreamHost: options.upstreamHost,
    upstreamConnections: options.upstreamConnections,
    upgrades: [...options.upgrades],
    encodedPaths: options.encodedPaths,
  }
}

function viewUpstreamCertificate(certPem: string | null): UpstreamCertificate | null {
  if (certPem === null) return null
  const about = describeCertificate(certPem)
  return {
    fingerprint: about.fingerprint,
    subject: about.subject,
    issuer: about.issuer,
    notBefore: about.notBefore.toISOString(),
    notAfter: about.notAfter.toISOString(),
  }
}
