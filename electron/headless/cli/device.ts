import type { DeviceKeyType, RevocationReason } from '../../../shared/contract/common.ts'
import type { Device, Platform } from '../../../shared/contract/device.ts'
import { grouped } from '../../../shared/contract/common.ts'
import { day, given, onOff, table, text, texts, UsageError, whole, type Command } from './command.ts'
import { exportCommand } from './export.ts'
import { readAsText } from './files.ts'
import { handoffCommand } from './handoff.ts'
import { longWork } from './long-work.ts'
import { deviceVerdictFor } from './verdict.ts'

function describe(device: Device): string {
  return [
    `${device.name} (${device.platform}): ${device.status}`,
    `  serial       ${grouped(device.serial)}`,
    `  fingerprint  ${grouped(device.fingerprint)}`,
    `  valid        ${day(device.notBefore)} to ${day(device.notAfter)}`,
    `  last seen    ${device.lastSeen ?? 'never'}`,
    ...(device.mayManage ? ['  may manage   yes'] : []),
    ...(device.previous
      ? [
          `  before it    ${grouped(device.previous.serial)}, good until ${day(device.previous.notAfter)} or the new one is seen`,
        ]
      : []),
  ].join('\n')
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
      const csr = request === undefined ? undefined : await readAsText(request)
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
    summary: 'list the devices; with --expiring, exit status 3 says that there are some, 0 that there are none',
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
      const found = context.values['expiring'] !== undefined && list.length > 0
      return {
        value: list,
        text: table(['NAME', 'PLATFORM', 'STATUS', 'ENDS', 'LAST SEEN', 'SERIAL'], rows),
        ...(found ? { status: 3 as const } : {}),
      }
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
      return {
        value: { ...device, verdict: deviceVerdictFor(device, context.said) },
        text: `${describe(device)}\n\n${table(['SERIAL', 'ISSUED', 'ENDS', ''], rows)}`,
      }
    },
  },
  set: {
    usage: 'NAME [--name NEW] [--platform PLATFORM] [--group GROUP]… [--no-groups] [--may-manage on|off]',
    summary:
      'rename a device, change its platform and groups, or whether it may manage; its certificate stays as it is',
    options: {
      name: { type: 'string' },
      platform: { type: 'string' },
      group: { type: 'string', multiple: true },
      'no-groups': { type: 'boolean' },
      'may-manage': { type: 'string' },
    },
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const device = await client.call('device.set', {
        device: name(context.positionals),
        ...given({
          name: text(context, 'name'),
          platform: text(context, 'platform') as Platform | undefined,
          groups: context.values['no-groups'] === true ? [] : texts(context, 'group'),
          mayManage: onOff(context, 'may-manage'),
        }),
      })
      return { value: device, text: describe(device) }
    },
  },
  renew: {
    usage: '(NAME | --expiring DAYS) [--new-key] [--days N]',
    summary: 'make a new certificate; the old one stays good until the new one is seen',
    options: { expiring: { type: 'string' }, 'new-key': { type: 'boolean' }, days: { type: 'string' } },
    words: [0, 1],
    async run(context) {
      const [which] = context.positionals
      const expiring = whole(context, 'expiring')
      if ((which === undefined) === (expiring === undefined)) throw new UsageError('give NAME or --expiring DAYS')
      const wanted = {
        newKey: context.values['new-key'] === true,
        ...given({ days: whole(context, 'days'), passphrase: context.passphrase }),
      }
      const client = await context.connect()
      if (which !== undefined) {
        const device = await client.call('device.renew', { device: which, ...wanted })
        return { value: device, text: describe(device) }
      }
      const result = await longWork(context, client, (runId) =>
        client.call('device.renewMany', { ...given({ expiring }), ...wanted, runId }),
      )
      const lines = [
        ...result.renewed.map((one) => `${one.name}: renewed until ${day(one.notAfter)}`),
        ...context.said(result.failed).map((one) => `${one.name}: ${one.message} ${one.remedy}`),
        ...(result.left > 0 ? [`Cancelled: ${result.left} left as they were.`] : []),
      ]
      return { value: result, text: lines.length > 0 ? lines.join('\n') : 'No certificate ends that soon.' }
    },
  },
  reissue: {
    usage: 'NAME [--days N]',
    summary: 'make a new key and certificate for a device that was revoked, with the same name and groups',
    options: { days: { type: 'string' } },
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const device = await client.call('device.reissue', {
        device: name(context.positionals),
        ...given({ days: whole(context, 'days'), passphrase: context.passphrase }),
      })
      return { value: device, text: describe(device) }
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
  handoff: handoffCommand,
  revoke: {
    usage:
      '(NAME | --serial HEX [--authority NAME] | --fingerprint HEX | --certificate FILE) [--reason key-compromise|superseded|cessation|unspecified|hold]',
    summary: 'lock a device out, at once; or one certificate, also one that is not known here (any more)',
    options: {
      reason: { type: 'string' },
      serial: { type: 'string' },
      authority: { type: 'string' },
      fingerprint: { type: 'string' },
      certificate: { type: 'string' },
    },
    words: [0, 1],
    async run(context) {
      const [which] = context.positionals
      const file = text(context, 'certificate')
      const meant = given({ serial: text(context, 'serial'), fingerprint: text(context, 'fingerprint') })
      const ways = [which, file, ...Object.values(meant)].filter((way) => way !== undefined)
      if (ways.length !== 1) throw new UsageError('give NAME, --serial, --fingerprint or --certificate')
      const reason = given({ reason: text(context, 'reason') as RevocationReason | undefined })
      const certificate = file === undefined ? undefined : await readAsText(file)
      const client = await context.connect()
      if (which !== undefined) {
        const device = await client.call('device.revoke', { device: which, ...reason })
        return { value: device, text: describe(device) }
      }
      const value = await client.call('device.revokeCertificate', {
        ...meant,
        ...given({ certificate, authority: text(context, 'authority') }),
        ...reason,
      })
      const whose = value.device ? `It belongs to ${value.device.name}.` : 'It is of no device here.'
      const what = value.serial === null ? (value.fingerprint ?? '') : `${value.serial} of ${value.authority ?? ''}`
      return { value, text: `Refused from now on: the certificate ${what}. ${whose}` }
    },
  },
  admit: {
    usage: 'FINGERPRINT [--name NAME] [--platform PLATFORM]',
    summary: 'let a certificate in that is held because it is not known here; it becomes a device',
    options: { name: { type: 'string' }, platform: { type: 'string' } },
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const device = await client.call('device.admit', {
        fingerprint: name(context.positionals),
        ...given({
          name: text(context, 'name'),
          platform: text(context, 'platform') as Platform | undefined,
          passphrase: context.passphrase,
        }),
      })
      return { value: device, text: describe(device) }
    },
  },
  release: {
    usage: 'NAME',
    summary: 'let a device in again that was revoked with the reason hold',
    options: {},
    words: [1, 1],
    async run(context) {
      const client = await context.connect()
      const device = await client.call('device.release', {
        device: name(context.positionals),
        ...given({ passphrase: context.passphrase }),
      })
      return { value: device, text: describe(device) }
    },
  },
}
