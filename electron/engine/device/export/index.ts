import type { ExportedFile, Platform } from '../../../../shared/contract/device.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { describeCertificate } from '../../authority/describe.ts'
import { encryptPkcs8 } from '../../authority/pbe/pkcs8.ts'
import { toPem } from '../../authority/pem.ts'
import { safeFileName } from './file-name.ts'
import { writeMobileConfig } from './mobileconfig.ts'
import { generatePassword } from './password.ts'
import { writePkcs12 } from './pkcs12.ts'
import { keyWarning, PROFILE_OF, profileWarning } from './platforms.ts'

export interface ExportOptions {
  readonly format: ExportedFile['format']
  /** `auto` follows the platform. */
  readonly profile: 'auto' | 'compatible' | 'modern'
  readonly platform: Platform
  readonly deviceName: string
  readonly authorityName: string
  /** Without one, a password is generated for the formats that need one. */
  readonly password?: string
  /** Null when the key never was here. */
  readonly pkcs8: Uint8Array | null
  /** DER. */
  readonly certificate: Uint8Array
  /** DER, nearest authority first. */
  readonly chain: readonly Uint8Array[]
  /** The same for every certificate of the device. */
  readonly stableId: string
}

const MEDIA_TYPES = {
  pfx: 'application/x-pkcs12',
  mobileconfig: 'application/x-apple-aspen-config',
  pem: 'application/x-pem-file',
  crt: 'application/x-pem-file',
} as const

type Made = Pick<ExportedFile, 'profile' | 'warnings'> & { readonly bytes: Uint8Array; readonly password?: string }

/**
 * Makes the file that a device imports. A PKCS#12 in it has been opened again and checked.
 * @throws AppError device/no-key, device/export-check-failed
 */
export async function exportDevice(options: ExportOptions): Promise<ExportedFile> {
  const { format, deviceName } = options
  const { bytes, ...made } = await make(options)
  return {
    fileName: safeFileName(deviceName, format),
    mediaType: MEDIA_TYPES[format],
    base64: Buffer.from(bytes).toString('base64'),
    format,
    ...made,
  }
}

function make(options: ExportOptions): Promise<Made> {
  const { format, pkcs8, certificate, deviceName } = options
  if (format === 'crt') {
    return Promise.resolve({ bytes: Buffer.from(toPem('CERTIFICATE', certificate)), profile: 'none', warnings: [] })
  }
  if (!pkcs8) return Promise.reject(new AppError('device/no-key', { name: deviceName }))
  return format === 'pem' ? makePem(options, pkcs8) : makeContainer(options, pkcs8)
}

/** Key, certificate and chain in one file; the key is encrypted when a password was given. */
async function makePem(options: ExportOptions, pkcs8: Uint8Array): Promise<Made> {
  const { password, certificate, chain } = options
  const key =
    password === undefined
      ? toPem('PRIVATE KEY', pkcs8)
      : toPem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(pkcs8, password))
  const text = key + [certificate, ...chain].map((der) => toPem('CERTIFICATE', der)).join('')
  const warnings =
    password === undefined ? ['The key in this file is not encrypted: whoever reads the file can use it.'] : []
  return { bytes: Buffer.from(text), profile: 'none', warnings }
}

async function makeContainer(options: ExportOptions, pkcs8: Uint8Array): Promise<Made> {
  const { platform, deviceName, authorityName, certificate, chain, stableId } = options
  const profile = options.profile === 'auto' ? PROFILE_OF[platform] : options.profile
  const generated = options.password === undefined ? generatePassword() : undefined
  const password = options.password ?? generated ?? ''
  const pkcs12 = await writePkcs12({ profile, password, friendlyName: deviceName, pkcs8, certificate, chain })
  const warnings = [
    profileWarning(profile, platform),
    keyWarning(describeCertificate(certificate).keyType, platform),
  ].filter((sentence) => sentence !== null)
  return {
    bytes:
      options.format === 'mobileconfig'
        ? writeMobileConfig({ deviceName, authorityName, stableId, pkcs12, chain })
        : pkcs12,
    profile,
    warnings,
    ...(generated === undefined ? {} : { password: generated }),
  }
}
