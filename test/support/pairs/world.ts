import type { Client } from '../../../shared/client.ts'
import type { Device } from '../../../shared/contract/device.ts'
import { issueAuthority } from '../../../electron/pki/x509/issue.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import { PASSPHRASE, type TestEngine } from '../engine.ts'
import { issuerKeyOf } from '../gate.ts'

/** One authority, one site and some devices of their own, in an engine that has many of them. */
export interface World {
  readonly client: Client
  readonly authority: string
  /** In the order in which they were made: for one that is renewed, one that is on hold, one that was revoked. */
  readonly devices: { readonly plain: Device; readonly held: Device }
  readonly site: string
  readonly host: string
  readonly rule: string
  /** An authority from elsewhere that is not known yet, with its key. */
  readonly foreign: { readonly cert: string; readonly key: string; readonly name: string }
  /** Something that was done to the site just now and can be undone. */
  readonly undo: string
  readonly number: number
}

let number = 0

/** @param engine unlocked */
export async function createWorld({ client }: TestEngine): Promise<World> {
  number += 1
  const mark = String(number)
  const authority = await client.call('authority.create', {
    name: `Home ${mark}`,
    passphrase: PASSPHRASE,
    key: 'rsa2048',
  })
  const add = (name: string): Promise<Device> =>
    client.call('device.add', { name: `${name} ${mark}`, key: 'p256', authority: authority.id })
  const plain = await add('Plain')
  const held = await add('Held')
  await client.call('device.revoke', { device: held.id, reason: 'hold' })
  const host = `site${mark}.home.arpa`
  const site = await client.call('site.add', {
    name: `Site ${mark}`,
    hosts: [host],
    listen: `127.0.0.1:${20_000 + (number % 10_000)}`,
    upstream: 'http://192.0.2.1',
    authorities: [authority.id],
    observe: true,
  })
  const { id: rule } = await client.call('site.rule.add', { site: site.id, path: '/rule', certificate: 'none' })
  await client.call('site.set', { site: site.id, contact: 'changed' })
  const [undo] = await client.call('undo.list', {})
  const signer = await issueAuthority({ name: `Foreign ${mark}`, key: 'p256', days: 10, now: new Date() })
  return {
    client,
    authority: authority.id,
    devices: { plain, held },
    site: site.id,
    host,
    rule,
    foreign: {
      name: `Foreign ${mark}`,
      cert: toPem('CERTIFICATE', signer.certificate),
      key: toPem('PRIVATE KEY', signer.pkcs8),
    },
    undo: undo?.id ?? '',
    number,
  }
}

/** What can be compared of a device: which of its certificates are good, by what they were before and not by number. */
async function devicesOf({ client, authority, devices }: World): Promise<unknown[]> {
  const initial = new Set([devices.plain.serial, devices.held.serial])
  const listed = (await client.call('device.list', {})).filter((one) => one.authorityId === authority)
  const shown = await Promise.all(listed.map(({ id }) => client.call('device.show', { device: id })))
  return shown.map((one) => ({
    name: one.name.replace(/ \d+$/, ''),
    groups: one.groups,
    status: one.status,
    onHold: one.onHold,
    current: initial.has(one.serial) ? 'first' : 'new',
    previous: one.previous === null ? null : initial.has(one.previous.serial) ? 'first' : 'new',
    certificates: one.certificates
      .map(({ serial, hasKey, revocationReason }) => [initial.has(serial) ? 'first' : 'new', hasKey, revocationReason])
      .map((line) => JSON.stringify(line))
      .toSorted(),
  }))
}

async function siteOf(world: World): Promise<unknown> {
  const sites = await world.client.call('site.list', {})
  return sites
    .filter((one) => one.authorityIds.includes(world.authority))
    .map((one) => ({
      name: one.name.replaceAll(/\d+/g, 'N'),
      hosts: one.hosts.map((host) => host.replaceAll(/\d+/g, 'N')),
      names: one.certificate.names.map((host) => host.replaceAll(/\d+/g, 'N')).toSorted(),
      upstream: one.upstream,
      mode: one.mode,
      observe: one.observe,
      contact: one.contact,
      enabled: one.enabled,
      state: one.state,
      rules: one.rules.map(({ path, certificate }) => `${path} ${certificate}`),
    }))
}

/** Everything of a world as the contract shows it, and what the gate goes by, without what is random. */
export async function stateOf(world: World, { gate }: TestEngine): Promise<unknown> {
  const { client, authority: id, foreign } = world
  const authorities = await client.call('authority.list', {})
  const policy = gate.applied.at(-1)
  const pem = policy?.authorities.find((one) => one.id === id)?.pem
  const issuerKey = pem === undefined ? null : issuerKeyOf({ cert: pem })
  const revoked = policy?.revoked.filter((one) => one.issuerKey === issuerKey).length
  return {
    devices: await devicesOf(world),
    site: await siteOf(world),
    authorities: authorities
      .filter((one) => one.id === id || one.parentId === id || one.name.startsWith(foreign.name))
      .map((one) => ({
        name: one.name.replaceAll(/\d+/g, 'N'),
        kind: one.kind,
        crlUrl: one.crlUrl,
        counts: one.counts,
        listed: one.crl === null ? null : [one.crl.entries, one.crl.pending],
      })),
    atTheGate: {
      revoked,
      sites: policy?.listeners.flatMap((one) => one.sites).filter((one) => one.id === world.site).length,
      known: policy?.known.filter(({ deviceId }) => [world.devices.plain.id, world.devices.held.id].includes(deviceId))
        .length,
    },
  }
}
