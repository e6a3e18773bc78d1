import { AppError } from '../../../shared/errors/index.ts'
import { describeCertificate } from '../../pki/x509/describe.ts'
import type { Context } from '../app/context.ts'
import { selectSigningAuthority } from '../authority/select.ts'
import { isUsablePair } from '../enforcement/soundness.ts'
import { issueIdentity, type ServerIdentity } from '../site/certificate/issue.ts'
import { serverSigner } from '../site/certificate/signer.ts'
import { loadServerKey, saveServerKey } from '../store/server-key.ts'
import type { OpenVault } from '../store/vault.ts'
import { MANAGE_ID, readManageSettings, writeManageSettings, type ManageSettings } from './place.ts'

/** Whether what is stored can be shown for this host still; when two thirds of its life are over it is replaced. */
export function isCurrentCertificate(context: Context, { certificatePem, host }: ManageSettings): boolean {
  const keyPem = loadServerKey(context.store, MANAGE_ID)
  if (keyPem === null || !isUsablePair(certificatePem, keyPem)) return false
  const { names, notBefore, notAfter } = describeCertificate(certificatePem)
  const [from, until] = [notBefore.getTime(), notAfter.getTime()]
  return names.includes(host) && context.now() < from + ((until - from) * 2) / 3
}

/**
 * Issues one, by the authority that has signed so far, like those of sites: devices trust the root that they were given.
 * @param signer id or name of an own authority that is to sign it from now on @throws AppError authority/…
 */
export function issueManageCertificate(
  context: Context,
  open: OpenVault,
  wanted: { readonly host: string; readonly certificatePem: string; readonly signer?: string | undefined },
): Promise<ServerIdentity> {
  const { host, certificatePem, signer: chosen } = wanted
  const authority = serverSigner(context, { authorityIds: [], certificatePem, chosen })
  return issueIdentity(context, { authority, open, hosts: [host] })
}

/** Stores it with what else is chosen, in one transaction. @throws AppError when its authority is gone meanwhile */
export function saveManageCertificate(context: Context, identity: ServerIdentity, settings: ManageSettings): void {
  const { store } = context
  store.sql.transaction(() => {
    if (identity.issued) {
      selectSigningAuthority(context, identity.issued.authority_id)
      store.devices.insertCertificate(identity.issued)
    }
    saveServerKey(store, MANAGE_ID, identity.keyPem)
    writeManageSettings(store, { ...settings, certificatePem: identity.certPem })
  })
}

/** Replaces it when it is due, with a vault that is open. */
export async function renewManageCertificate(context: Context, open: OpenVault): Promise<void> {
  const before = readManageSettings(context.store)
  if (!before?.on || isCurrentCertificate(context, before)) return
  try {
    const identity = await issueManageCertificate(context, open, before)
    // Chosen anew, or replaced, while it was made.
    const current = readManageSettings(context.store)
    if (!current?.on || current.host !== before.host || current.certificatePem !== before.certificatePem) return
    saveManageCertificate(context, identity, current)
  } catch (error) {
    if (error instanceof AppError) return
    throw error
  }
  await context.enforcer.sync().catch(() => undefined)
}
