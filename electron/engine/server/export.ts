import type { ServerFile } from '../../../shared/contract/server.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'
import type { z } from 'zod'
import { encryptPkcs8 } from '../../pki/pkcs/pkcs8.ts'
import { toPem } from '../../pki/x509/pem.ts'
import type { Context } from '../app/context.ts'
import { chainFrom, intermediatesFrom } from '../authority/issuer.ts'
import { selectAuthority } from '../authority/select.ts'
import { safeFileName } from '../device/export/file-name.ts'
import { exportDevice, type ExportOptions } from '../device/export/index.ts'
import type { Engine } from '../engine.ts'
import { rereadServer, selectServer } from './select.ts'

type File = z.infer<typeof ServerFile>

const PEM_TYPE = 'application/x-pem-file'

const chainPem = ({ certificate, chain }: Pick<ExportOptions, 'certificate' | 'chain'>): string =>
  [certificate, ...chain].map((der) => toPem('CERTIFICATE', der)).join('')

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The certificate with what a server sends along, without a key. */
function fullChain(options: ExportOptions): File {
  return {
    fileName: safeFileName(options.deviceName, 'pem'),
    mediaType: PEM_TYPE,
    base64: base64(chainPem(options)),
    format: 'fullchain',
    profile: 'none',
    warnings: [],
  }
}

/** The certificate with its chain, and the key in a file of its own, encrypted where a password was given. */
async function pemPair(options: ExportOptions, pkcs8: Uint8Array): Promise<File> {
  const { password, deviceName } = options
  const key =
    password === undefined
      ? toPem('PRIVATE KEY', pkcs8)
      : toPem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(pkcs8, password))
  return {
    ...fullChain(options),
    format: 'pem',
    key: { fileName: safeFileName(deviceName, 'key'), mediaType: PEM_TYPE, base64: base64(key) },
    warnings: password === undefined ? [message('exported.plainKey')] : [],
  }
}

/** Files with the certificate of a server, in the forms that machines take. */
export function createExportMethods(context: Context): Pick<Engine['methods'], 'server.export'> {
  const { store, vault } = context
  return {
    'server.export': async ({ server, format, profile, separateKey, password, passphrase }) => {
      const withKey = format !== 'fullchain'
      const selected = selectServer(context, server)
      const noKey = (): AppError => new AppError('server/no-key', { name: selected.name })
      if (withKey && selected.has_key === 0) throw noKey()
      const open = withKey ? await vault.open(passphrase) : null
      // Renewed or removed while the passphrase was tried.
      const row = rereadServer(context, selected)
      if (withKey && row.has_key === 0) throw noKey()
      const authority = selectAuthority(context, row.authority_id)
      const all = store.authorities.list()
      const isStore = format === 'pfx' || format === 'jks'
      const pkcs8 = open ? open.get('device-key', row.certificate_id) : null
      const options: ExportOptions = {
        format: isStore ? 'pfx' : 'pem',
        // Java has read the modern form since 8u301 (JDK-8153005), and warns about the other one.
        profile: format === 'jks' ? 'modern' : profile,
        // The oldest system of those that want a PKCS#12 file for a server.
        platform: 'windows',
        deviceName: row.name,
        authorityName: authority.name,
        ...(password === undefined ? {} : { password }),
        pkcs8,
        certificate: store.devices.der(row.certificate_id),
        // A store has the whole chain, as keytool builds it; a server sends all but the root (RFC 8446 §4.4.2).
        chain: isStore ? chainFrom(all, authority) : intermediatesFrom(all, authority),
        stableId: row.id,
        now: new Date(context.now()),
      }
      try {
        if (!pkcs8) return fullChain(options)
        if (format === 'pem' && separateKey) return await pemPair(options, pkcs8)
        const { reason: _reason, warnings, ...file } = await exportDevice(options)
        // What phones and old Windows read says nothing about Java.
        return { ...file, format, warnings: format === 'jks' ? [] : warnings }
      } finally {
        pkcs8?.fill(0)
      }
    },
  }
}
