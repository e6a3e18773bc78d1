import type { Platform } from '../../../../shared/contract/device.ts'
import type { ExportedFile } from '../../../../shared/contract/export.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { adviseProfile, keyWarning, profileWarning } from '../../../../shared/platforms/advice.ts'
import type { TargetId } from '../../../../shared/platforms/pkcs12.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import { encryptPkcs8 } from '../../../pki/pkcs/pkcs8.ts'
import { toPem } from '../../../pki/x509/pem.ts'
import { signCms, type CmsSigner } from '../../../pki/pkcs/cms.ts'
import { safeFileName } from './file-name.ts'
import { writeMobileConfig } from './mobileconfig.ts'
import { generatePassword } from './password.ts'
import { writePkcs12 } from '../../../pki/pkcs/pkcs12.ts'
import { message } from '../../../../shared/messages/message.ts'

export interface ExportOptions {
  readonly format: ExportedFile['format']
  /** The format `crt` as DER instead of PEM. */
  readonly der?: boolean
  /** `auto` follows the target, or the platform where there is none. */
  readonly profile: 'auto' | 'compatible' | 'modern'
  readonly platform: Platform
  readonly target?: TargetId
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
  /** Signs the Apple profile. */
  readonly signer?: CmsSigner
  readonly now: Date
}

const MEDIA_TYPES = {
  pfx: 'application/x-pkcs12',
  mobileconfig: 'application/x-apple-aspen-config',
  pem: 'application/x-pem-file',
  crt: 'application/x-pem-file',
} as const

interface Made extends Pick<ExportedFile, 'profile' | 'reason' | 'warnings'> {
  readonly bytes: Uint8Array
  readonly password?: string
}

/** A certificate in DER is called .cer: Windows and Apple open both names, and people tell them apart. */
const extensionOf = ({ format, der }: ExportOptions): string => (format === 'crt' && der === true ? 'cer' : format)

/**
 * Makes the file that a device imports. A PKCS#12 in it has been opened again and checked.
 * @throws AppError device/no-key, device/export-check-failed
 */
export async function exportDevice(options: ExportOptions): Promise<ExportedFile> {
  const { format, deviceName } = options
  const { bytes, ...made } = await make(options)
  return {
    fileName: safeFileName(deviceName, extensionOf(options)),
    mediaType: format === 'crt' && options.der === true ? 'application/pkix-cert' : MEDIA_TYPES[format],
    base64: Buffer.from(bytes).toString('base64'),
    format,
    ...made,
  }
}

function make(options: ExportOptions): Promise<Made> {
  const { format, pkcs8, certificate, deviceName } = options
  if (format === 'crt') {
    const bytes = options.der === true ? certificate : Buffer.from(toPem('CERTIFICATE', certificate))
    return Promise.resolve({ bytes, profile: 'none', reason: null, warnings: [] })
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
  const warnings = password === undefined ? [message('exported.plainKey')] : []
  return { bytes: Buffer.from(text), profile: 'none', reason: null, warnings }
}

async function makeContainer(options: ExportOptions, pkcs8: Uint8Array): Promise<Made> {
  const { platform, target, deviceName, authorityName, certificate, chain, stableId, signer } = options
  const advice = adviseProfile(platform, target)
  const profile = options.profile === 'auto' ? advice.profile : options.profile
  const generated = options.password === undefined ? generatePassword() : undefined
  const password = options.password ?? generated ?? ''
  const pkcs12 = await writePkcs12({ profile, password, friendlyName: deviceName, pkcs8, certificate, chain })
  const warnings = [
    profileWarning(profile, platform, target),
    keyWarning(describeCertificate(certificate).keyType, platform, target),
  ].filter((sentence) => sentence !== null)
  const made = {
    profile,
    reason: profile === advice.profile ? advice.reason : null,
    warnings,
    ...(generated === undefined ? {} : { password: generated }),
  }
  if (options.format !== 'mobileconfig') return { bytes: pkcs12, ...made }
  const xml = writeMobileConfig({ deviceName, authorityName, stableId, pkcs12, chain })
  return { bytes: signer ? signCms(xml, signer, options.now) : xml, ...made }
}
