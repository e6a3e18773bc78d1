import type { ExportChoices } from '../../../../shared/contract/export.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Context } from '../../app/context.ts'
import { chainFrom } from '../../authority/issuer.ts'
import { selectAuthority } from '../../authority/select.ts'
import type { Engine } from '../../engine.ts'
import { loadServerKey } from '../../store/server-key.ts'
import { selectSite } from '../../site/service.ts'
import { viewSite } from '../../site/view.ts'
import { needsRoot } from '../../../../shared/platforms/needs-root.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import { rereadDevice, selectDevice } from '../select.ts'
import type { CmsSigner } from '../../../pki/pkcs/cms.ts'
import { exportDevice, type ExportOptions } from './index.ts'

/** A site's server certificate as a signer. @throws AppError site/not-found, site/certificate-key-lost */
function signerOfSite(context: Context, selector: string): CmsSigner {
  const site = selectSite(context, selector)
  const keyPem = loadServerKey(context.store, site.id)
  if (keyPem === null) throw new AppError('site/certificate-key-lost', { name: site.name })
  return { certPem: site.certificatePem, keyPem }
}

/** What a file is made of, and what goes beside it. */
interface DeviceExport extends Omit<ExportOptions, 'format'> {
  /** DER of what the device must trust to open its sites; null where their certificates are public. */
  readonly root: Uint8Array | null
}

/** Whether a device of that authority must trust its root. */
function mustTrustRoot(context: Context, authorityId: string): boolean {
  const sites = context.store.sites.list().filter(({ authorityIds }) => authorityIds.includes(authorityId))
  return needsRoot(sites.map((site) => viewSite(context, site)))
}

function isSelfIssued(der: Uint8Array): boolean {
  const { subject, issuer } = describeCertificate(der)
  return subject === issuer
}

/**
 * All that a file is made of, but for its format. The vault is opened only where the key goes along.
 * @throws AppError device/not-found, device/ambiguous, device/no-key, authority/locked, authority/wrong-passphrase
 */
export async function exportOptions(context: Context, choices: ExportChoices, withKey: boolean): Promise<DeviceExport> {
  const { store, vault } = context
  const selected = selectDevice(context, choices.device)
  const noKey = (): AppError => new AppError('device/no-key', { name: selected.name })
  if (withKey && selected.has_key === 0) throw noKey()
  const open = withKey ? await vault.open(choices.passphrase) : null
  // Renewed or removed while the passphrase was tried.
  const row = rereadDevice(context, selected.id)
  if (withKey && row.has_key === 0) throw noKey()
  const authority = selectAuthority(context, row.authority_id)
  const whole = chainFrom(store.authorities.list(), authority)
  const trusts = mustTrustRoot(context, authority.id)
  const pkcs8 = open ? open.get('device-key', row.certificate_id) : null
  return {
    profile: choices.profile,
    platform: row.platform,
    ...(choices.target === undefined ? {} : { target: choices.target }),
    deviceName: row.name,
    authorityName: authority.name,
    ...(choices.password === undefined ? {} : { password: choices.password }),
    pkcs8,
    certificate: store.devices.der(row.certificate_id),
    // A root that nobody needs would only be one more thing to install, and vouch for every name.
    chain: trusts ? whole : whole.filter((der) => !isSelfIssued(der)),
    root: trusts ? (whole.at(-1) ?? null) : null,
    stableId: row.id,
    ...(choices.signWith === undefined ? {} : { signer: signerOfSite(context, choices.signWith) }),
    now: new Date(context.now()),
  }
}

/** Files that a device imports. */
export function createExportService(context: Context): Pick<Engine['methods'], 'device.export'> {
  return {
    'device.export': async ({ format, der, ...choices }) => {
      const options = await exportOptions(context, choices, format !== 'crt')
      try {
        return await exportDevice({ ...options, format, der })
      } finally {
        options.pkcs8?.fill(0)
      }
    },
  }
}
