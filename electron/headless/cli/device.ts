import type { DeviceKeyType, RevocationReason } from '../../../shared/contract/common.ts'
import type { Device, Platform } from '../../../shared/contract/device.ts'
import { grouped } from '../../../shared/contract/common.ts'
import { day, given, table, text, texts, whole, type Command } from './command.ts'
import { exportCommand } from './export.ts'
import { readInput } from './files.ts'

function describe(device: Device): string {
  return [
    `${device.name} (${device.platform}): ${device.status}`,
    `  serial       ${grouped(device.serial)}`,
    `  fingerprint  ${grouped(device.fingerprint)}`,
    `  valid        ${day(device.notBefore)} to ${day(device.notAfter)}`,
    `  last seen    ${device.lastSeen ?? 'never'}`,
  ].join('\n')
}

/** PEM of a request in PEM or DER form. */
async function readRequest(file: string): Promise<string> {
  const bytes = await readInput(file)
  const written = bytes.toString('latin1')
  if (written.includes('-----BEGIN')) return written
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`
}

const name = (words: readonly string[]): string => words[0] ?? ''

export const deviceCommands: Readonly<Record<string, Command>> = {
  add: {
    usage:
      'NAME [--platform iphone|android|windows|macos|linux|firefox|script] [--key rsa2048|rsa3072|p256|p384] [--days N] [--group GROUP]… [--csr FILE] [--authority NAME]',
    summary: 'add a device and make its certificate',
    options: {
      platform: { type: 'string' },
      key: { type: 'string' },
      days: { type: 'string' },
      group: { type: 'string', multiple: true },
      csr: { type: 'string' },
      authority: { type: 'string' },
    },
    words: [1, 1],
    async run(context) {
      const request = text(context, 'csr')
      const csr = request === undefined ? undefined : await readRequest(request)
      const client = await context.connect()
      const device = await client.call('device.add', {
        name: name(context.positionals),
        ...given({
          platform: text(context, 'platform') as Platform | undefined,
          key: text(context, 'key') as DeviceKeyType | undefined,
          days: whole(context, 'days'),
          groups: texts(context, 'group'),
          authority: text(context, 'authority'),
          passphrase: context.passphrase,
          csr,
        }),
      })
      return { value: device, text: describe(device) }
    },
  },
  list: {
    usage: '[--expiring DAYS]',
    summary: 'list the devices',
    options: { expiring: { type: 'string' } },
    words: [0, 0],
    async run(context) {
      const client = await context.connect()
      const list = await client.call('device.list', given({ expiring: whole(context, 'expiring') }))
      const rows = list.map((one) => [
        one.name,
        one.platform,
        one.status,
        day(one.notAfter),
        one.lastSeen ?? 'never',
        one.serial,
      ])
      return { value: list, text: table(['NAME', 'PLATFORM', 'STATUS', 'ENDS', 'LAST SEEN', 'SERIAL'], rows) }
    },
  },
  show: {
    usage: 'NAME',
    summary: 'show a device and the history of its certificates',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const device = await client.call('device.show', { device: name(context.positionals) })
      const rows = device.certificates.map((one) => [
        one.serial,
        day(one.issuedAt),
        day(one.notAfter),
        one.revokedAt === null ? '' : `revoked ${day(one.revokedAt)} (${one.revocationReason ?? 'unspecified'})`,
      ])
      return { value: device, text: `${describe(device)}\n\n${table(['SERIAL', 'ISSUED', 'ENDS', ''], rows)}` }
    },
  },
  remove: {
    usage: 'NAME',
    summary: 'revoke and forget a device',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const removed = await client.call('device.remove', { device: name(context.positionals) })
      return { value: removed, text: `${name(context.positionals)} is removed; its certificates are revoked.` }
    },
  },
  export: exportCommand,
  revoke: {
    usage: 'NAME [--reason key-compromise|superseded|cessation|unspecified]',
    summary: 'lock a device out, at once',
    options: { reason: { type: 'string' } },
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const device = await client.call('device.revoke', {
        device: name(context.positionals),
        ...given({ reason: text(context, 'reason') as RevocationReason | undefined }),
      })
      return { value: device, text: describe(device) }
    },
  },
}
