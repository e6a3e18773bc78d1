import type { MethodName } from '../../../shared/contract/index.ts'
import { PASSPHRASE } from '../engine.ts'
import type { World } from './world.ts'

/** What a call writes to. */
export type Target = 'device' | 'site' | 'authority'

export interface Writing {
  readonly on: readonly Target[]
  readonly call: (world: World) => Promise<unknown>
  /** Revokes the device for good: whatever else is called, no certificate of it is good afterwards. */
  readonly revokes?: true
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Calls that write, by the method and what is special about this one. */
export const writing: Readonly<Record<string, Writing>> = {
  'device.add': {
    on: ['authority'],
    call: ({ client, authority, number }) =>
      client.call('device.add', { name: `Added ${number}`, key: 'p256', authority, passphrase: PASSPHRASE }),
  },
  'device.set name': {
    on: ['device'],
    call: ({ client, devices, number }) =>
      client.call('device.set', { device: devices.plain.id, name: `Renamed ${number}` }),
  },
  'device.set groups': {
    on: ['device'],
    call: ({ client, devices }) => client.call('device.set', { device: devices.plain.id, groups: ['family'] }),
  },
  'device.renew': {
    on: ['device', 'authority'],
    call: ({ client, devices }) => client.call('device.renew', { device: devices.plain.id, passphrase: PASSPHRASE }),
  },
  'device.renew new key': {
    on: ['device', 'authority'],
    call: ({ client, devices }) => client.call('device.renew', { device: devices.plain.id, newKey: true }),
  },
  'device.renewMany': {
    on: ['device'],
    call: ({ client, devices }) =>
      client
        .call('device.renewMany', { devices: [devices.plain.id, devices.held.id], newKey: true })
        .then(({ renewed, failed }) => [renewed.length, failed.map((one) => one.code)]),
  },
  'device.revoke': {
    on: ['device', 'authority'],
    revokes: true,
    call: ({ client, devices }) => client.call('device.revoke', { device: devices.plain.id, reason: 'key-compromise' }),
  },
  'device.revoke hold': {
    on: ['device'],
    call: ({ client, devices }) => client.call('device.revoke', { device: devices.plain.id, reason: 'hold' }),
  },
  'device.revokeMany': {
    on: ['device'],
    revokes: true,
    call: ({ client, devices }) =>
      client.call('device.revokeMany', {
        devices: [devices.plain.id, devices.held.id],
        reason: 'key-compromise',
      }),
  },
  'device.revokeCertificate': {
    on: ['device'],
    call: ({ client, devices, authority }) =>
      client.call('device.revokeCertificate', { serial: devices.plain.serial, authority, reason: 'superseded' }),
  },
  'device.release': {
    on: ['device'],
    call: ({ client, devices }) => client.call('device.release', { device: devices.held.id, passphrase: PASSPHRASE }),
  },
  'device.remove': {
    on: ['device', 'authority'],
    revokes: true,
    call: ({ client, devices }) => client.call('device.remove', { device: devices.plain.id }),
  },
  'device.admit': {
    on: ['device'],
    // Nothing is held here: it must not disturb the others. What it does is in restore.test.ts.
    call: ({ client, devices }) => client.call('device.admit', { fingerprint: devices.plain.fingerprint }),
  },
  'server.add': {
    on: ['authority'],
    call: ({ client, authority, number }) =>
      client.call('server.add', {
        name: `Server ${number}`,
        hosts: [`server-${number}.home.arpa`],
        authority,
        passphrase: PASSPHRASE,
      }),
  },
  'site.add': {
    on: ['site', 'authority'],
    call: ({ client, authority, number, host }) =>
      client.call('site.add', {
        name: `Second ${number}`,
        hosts: [`second.${host}`],
        listen: `127.0.0.1:${20_000 + (number % 10_000)}`,
        upstream: 'http://192.0.2.2',
        authorities: [authority],
        passphrase: PASSPHRASE,
      }),
  },
  'site.set hosts': {
    on: ['site', 'authority'],
    call: ({ client, site, host }) =>
      client.call('site.set', { site, hosts: [host, `more.${host}`], passphrase: PASSPHRASE }),
  },
  'site.set other hosts': {
    on: ['site'],
    call: ({ client, site, host }) => client.call('site.set', { site, hosts: [`other.${host}`] }),
  },
  'site.set lock': {
    on: ['site'],
    call: ({ client, site }) => client.call('site.set', { site, mode: 'required', observe: false }),
  },
  'site.set upstream': {
    on: ['site'],
    call: ({ client, site }) => client.call('site.set', { site, upstream: 'http://192.0.2.9' }),
  },
  'site.remove': { on: ['site', 'authority'], call: ({ client, site }) => client.call('site.remove', { site }) },
  'site.start': { on: ['site'], call: ({ client, site }) => client.call('site.start', { site }) },
  'site.stop': { on: ['site'], call: ({ client, site }) => client.call('site.stop', { site }) },
  'site.rule.add': {
    on: ['site'],
    call: ({ client, site, devices }) =>
      client.call('site.rule.add', { site, path: '/added', devices: [devices.plain.id] }),
  },
  'site.rule.set': {
    on: ['site'],
    call: ({ client, site, rule }) =>
      client.call('site.rule.set', { site, rule, path: '/rule', certificate: 'blocked' }),
  },
  'site.rule.remove': {
    on: ['site'],
    call: ({ client, site }) => client.call('site.rule.remove', { site, path: '/rule' }),
  },
  'undo.run': { on: ['site'], call: ({ client, undo }) => client.call('undo.run', { id: undo }) },
  'authority.create': {
    on: ['authority'],
    call: ({ client, authority, number }) =>
      client.call('authority.create', {
        name: `Below ${number}`,
        passphrase: PASSPHRASE,
        key: 'p256',
        parent: authority,
      }),
  },
  'authority.import': {
    on: ['authority'],
    call: ({ client, foreign: { cert, key, name } }) =>
      client.call('authority.import', {
        files: [
          { name: 'ca.crt', base64: base64(cert) },
          { name: 'ca.key', base64: base64(key) },
        ],
        name,
        passphrase: PASSPHRASE,
      }),
  },
  'authority.trust': {
    on: ['authority'],
    call: ({ client, foreign: { cert, name } }) =>
      client.call('authority.trust', { files: [{ name: 'ca.crt', base64: base64(cert) }], name }),
  },
  'authority.renew': {
    on: ['authority'],
    call: ({ client, authority }) => client.call('authority.renew', { authority, passphrase: PASSPHRASE }),
  },
  'authority.set': {
    on: ['authority'],
    call: ({ client, authority }) =>
      client.call('authority.set', { authority, crlUrl: 'http://lists.home.arpa/home.crl' }),
  },
  'authority.remove': {
    on: ['authority'],
    call: ({ client, authority }) => client.call('authority.remove', { authority }),
  },
  'authority.crl': {
    on: ['authority'],
    call: ({ client, authority }) =>
      client.call('authority.crl', { authority, passphrase: PASSPHRASE }).then(({ entries }) => entries),
  },
}

/** Methods that write nothing of a device, site or authority, with the reason. */
export const apart: Readonly<Partial<Record<MethodName, string>>> = {
  'app.status': 'reads',
  'audit.list': 'reads',
  'app.cancel': 'ends long work',
  'app.share': 'hands a file to the system',
  'app.opened': 'takes a file from the system',
  'app.entrance': 'makes an address',
  'session.list': 'reads',
  'session.end': 'ends a session of the interface, kept in memory',
  'session.endAll': 'ends sessions of the interface, kept in memory',
  'settings.show': 'reads',
  'settings.set': 'writes settings, each by its name',
  'acme.serve': 'sets the ACME server up, one call after the other',
  'acme.stop': 'the same',
  'acme.show': 'reads',
  'acme.eab.add': 'writes a key of its own',
  'acme.eab.list': 'reads',
  'acme.eab.remove': 'forgets a key',
  'acme.request.list': 'reads',
  'acme.request.allow': 'decides inside one transaction, without waiting for anything',
  'acme.request.refuse': 'the same',
  'authority.list': 'reads',
  'authority.show': 'reads',
  'authority.certificate': 'reads',
  'authority.publication': 'reads',
  'authority.unlock': 'holds a key in memory',
  'passphrase.strength': 'judges a text',
  'passphrase.change': 'writes the vault, where it is still the one that was opened; see change-passphrase.test.ts',
  'site.acme.use': 'orders in the background, over the network; looks at the site after what it waits for',
  'site.acme.order':
    'orders over the network; its end is written where the order is still wanted (site-certificate.test.ts)',
  'site.acme.check': 'reads',
  'site.acme.revoke': 'orders in the background, over the network; its state is updated in the transaction',
  'site.acme.changeKey': 'writes the key of an account, read in its transaction (client-pebble.test.ts)',
  'notify.list': 'reads',
  'notify.add': 'writes channels, which nothing else does',
  'notify.set': 'writes a channel, read in its transaction',
  'notify.test': 'sends a notice',
  'notify.remove': 'removes a channel',
  'log.read': 'reads',
  'log.report': 'reads',
  'person.list': 'reads',
  'person.add': 'adds a row of its own, where its name and the vault are still free',
  'person.remove': 'removes a row',
  'manage.show': 'reads',
  'manage.on': 'one at a time',
  'manage.off': 'one at a time',
  'update.show': 'reads',
  'update.check': 'fetches what is told of newer versions',
  'update.set': 'writes settings, each by its name',
  'backup.schedule': 'reads',
  'backup.setSchedule': 'writes the schedule, which nothing else does',
  'backup.clearSchedule': 'removes the schedule',
  'backup.runSchedule': 'writes a file; its end is written where the schedule is still the same',
  'authority.forget': 'writes the keychain',
  'authority.lock': 'drops a key from memory',
  'device.reissue': 'comes after a revocation by its meaning; looks at the device again when the key is made',
  'device.readRequest': 'reads',
  'device.list': 'reads',
  'device.show': 'reads',
  'device.export': 'reads',
  'server.list': 'reads',
  'server.show': 'reads',
  'server.export': 'reads',
  'server.revoke': 'revokes like device.revoke, in the queue of signing; asks again which ones in the transaction',
  'server.remove': 'as server.revoke',
  'server.renew': 'looks at the server again in the queue of signing and in the transaction, like device.renew',
  'handoff.ways': 'reads',
  'handoff.start': 'opens a link; looks at the device again when it is open',
  'handoff.status': 'reads',
  'handoff.stop': 'closes a link',
  'handoff.drives': 'reads',
  'handoff.write': 'writes to a stick; looks at the device again before it does',
  'site.propose': 'reads',
  'site.list': 'reads',
  'site.show': 'reads',
  'site.login.ask': 'reads',
  'site.export': 'reads',
  'site.saveExport': 'writes files',
  'site.rule.list': 'reads',
  'site.wouldEnter': 'reads',
  'activity.list': 'reads',
  'inbox.list': 'reads',
  'inbox.dismiss': 'writes what was told, each by its key',
  'diagnosis.codes': 'reads',
  'diagnosis.code': 'reads',
  'backup.create': 'reads',
  'backup.read': 'reads',
  'backup.upload': 'writes a file of its own',
  'backup.inspect': 'reads',
  'backup.restore':
    'takes the place of everything, in one transaction inside the queue of signing; see restore.test.ts',
  'store.snapshots': 'reads',
  'store.restoreSnapshot': 'as backup.restore; see restore.test.ts',
  'reminder.list': 'reads',
  'reminder.calendar': 'reads',
  'undo.list': 'reads',
}
