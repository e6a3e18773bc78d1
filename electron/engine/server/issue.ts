import { isIP } from 'node:net'
import { SiteHost } from '../../../shared/contract/host.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import { issueServer } from '../../pki/x509/issue.ts'
import type { Context } from '../app/context.ts'
import { signerOf } from '../authority/select.ts'
import type { AuthorityRow } from '../store/authorities.ts'
import type { NewCertificate } from '../store/devices.ts'
import type { OpenVault } from '../store/vault.ts'

/** Names that a request asks for, checked like those that a person types. @throws AppError "server/no-hosts", "app/invalid-input" */
export function requestedHosts(names: readonly string[]): string[] {
  if (names.length === 0) throw new AppError('server/no-hosts')
  return names.map((text) => {
    const host = SiteHost.safeParse(text)
    if (host.success) return host.data
    throw new AppError('app/invalid-input', { field: 'csr', problem: message('parts.read.notName', { text }) })
  })
}

/**
 * Signs a server certificate. The common name is never an address: OpenSSL takes it for a host name where it looks like
 * one, and holds it against name constraints of DNS names.
 * @param options.days validity; default and at most 397
 * @returns the row of the certificate, which is not stored @throws AppError as `issueServer`
 */
export async function issueForServer(
  context: Context,
  options: {
    readonly id: string
    readonly authority: AuthorityRow
    readonly open: OpenVault
    readonly hosts: readonly string[]
    /** SubjectPublicKeyInfo, DER. */
    readonly publicKey: Uint8Array
    readonly hasKey: boolean
    readonly days: number | undefined
    readonly now: number
  },
): Promise<NewCertificate> {
  const { id, authority, open, hosts, publicKey, hasKey, days, now } = options
  const host = hosts.find((name) => isIP(name) === 0 && name.length <= 64)
  const der = await issueServer({
    signer: signerOf(context, authority, open),
    hosts,
    publicKey,
    ...(days === undefined ? {} : { days }),
    now: new Date(now),
    commonName: host ?? `Address ${hosts.find((name) => isIP(name) !== 0) ?? id}`,
  })
  const { serial, fingerprint, subject, keyType, notBefore, notAfter } = describeCertificate(der)
  return {
    id,
    authority_id: authority.id,
    device_id: null,
    purpose: 'server',
    serial,
    fingerprint,
    subject,
    key_type: keyType,
    has_key: hasKey ? 1 : 0,
    not_before: notBefore.getTime(),
    not_after: notAfter.getTime(),
    issued_at: now,
    der,
  }
}
