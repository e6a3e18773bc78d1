import { createHash } from 'node:crypto'
import { describeCertificate } from '../../../pki/x509/describe.ts'

export interface MobileConfigOptions {
  readonly deviceName: string
  readonly authorityName: string
  /** The same for every certificate of a device: a renewal then replaces the earlier profile. */
  readonly stableId: string
  /** The identity. Its password is left out: the device asks for it. */
  readonly pkcs12: Uint8Array
  /** DER of the authorities, nearest first, root last. */
  readonly chain: readonly Uint8Array[]
}

/** A version 8 UUID (RFC 9562 §5.8) that depends on nothing but its parts. */
function stableUuid(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16)
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex').toUpperCase()
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text for XML 1.0: what it cannot carry at all is left out. */
function escapeXml(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- naming them is the point
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '')
      .replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char)
  )
}

type Value = string | number | Uint8Array | readonly Readonly<Record<string, Value>>[]

function plistValue(value: Value): string {
  if (typeof value === 'string') return `<string>${escapeXml(value)}</string>`
  if (typeof value === 'number') return `<integer>${value}</integer>`
  if (value instanceof Uint8Array) return `<data>${Buffer.from(value).toString('base64')}</data>`
  return `<array>\n${value.map(plistDict).join('\n')}\n</array>`
}

function plistDict(entries: Readonly<Record<string, Value>>): string {
  const lines = Object.entries(entries).map(([key, value]) => `<key>${key}</key>${plistValue(value)}`)
  return `<dict>\n${lines.join('\n')}\n</dict>`
}

/**
 * An Apple configuration profile with the root, any intermediates and the identity. Not signed.
 * Payload types: https://developer.apple.com/documentation/devicemanagement
 */
export function writeMobileConfig(options: MobileConfigOptions): Uint8Array {
  const { deviceName, authorityName, stableId, pkcs12, chain } = options
  const identifier = `app.vestibule.${stableId}`
  const authorities = chain.map((der, index) => {
    const { subject, issuer, commonName } = describeCertificate(der)
    const role = `authority-${index}`
    return {
      PayloadType: subject === issuer ? 'com.apple.security.root' : 'com.apple.security.pkcs1',
      PayloadVersion: 1,
      PayloadIdentifier: `${identifier}.${role}`,
      PayloadUUID: stableUuid(stableId, role),
      PayloadDisplayName: commonName || authorityName,
      PayloadCertificateFileName: `${role}.cer`,
      PayloadContent: der,
    }
  })
  const identity = {
    PayloadType: 'com.apple.security.pkcs12',
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier}.identity`,
    PayloadUUID: stableUuid(stableId, 'identity'),
    PayloadDisplayName: deviceName,
    PayloadCertificateFileName: 'identity.p12',
    PayloadContent: pkcs12,
  }
  const profile = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: stableUuid(stableId, 'profile'),
    PayloadDisplayName: `${authorityName}: ${deviceName}`,
    PayloadOrganization: authorityName,
    PayloadDescription: `The certificate of “${deviceName}” and the authority that issued it.`,
    PayloadContent: [...authorities, identity],
  }
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<plist version="1.0">\n${plistDict(profile)}\n</plist>\n`,
  ].join('\n')
  return Buffer.from(text, 'utf8')
}
