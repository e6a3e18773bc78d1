import type { Context } from '../app/context.ts'
import { viewDevice } from '../device/view.ts'
import { viewSite } from '../site/view.ts'
import type { Counts } from './counts.ts'
import type { Metric, Sample } from './text.ts'

const seconds = (instant: string): number => Math.floor(Date.parse(instant) / 1000)

/** What is true now, for a monitoring system. Devices are counted; named only when the owner wants that. */
export function collect(
  context: Context,
  counts: Counts,
  inbox: readonly { readonly kind: string }[],
  deviceNames: boolean,
): Metric[] {
  const { store, enforcer, deps } = context
  const sites = store.sites.list().map((site) => viewSite(context, site))
  const devices = store.devices.list({}).map((row) => viewDevice(row, context.now()))
  const names = new Map(sites.map((site) => [site.id, site.name]))
  const { state, restarts } = enforcer.gate()
  const bySite = (entries: readonly (readonly [siteId: string, outcome: string, count: number])[]): Sample[] =>
    entries.map(([siteId, outcome, value]) => ({ labels: { site: names.get(siteId) ?? '', outcome }, value }))
  const statuses = ['waiting', 'active', 'expiring', 'expired', 'revoked'] as const
  const metrics: Metric[] = [
    {
      name: 'vestibule_info',
      type: 'gauge',
      help: 'The version that runs.',
      samples: [{ labels: { version: deps.version }, value: 1 }],
    },
    {
      name: 'vestibule_gate_up',
      type: 'gauge',
      help: 'Whether the process that faces the network runs.',
      samples: [{ value: state === 'running' ? 1 : 0 }],
    },
    {
      name: 'vestibule_gate_restarts_total',
      type: 'counter',
      help: 'How often that process was started again since Vestibule was.',
      samples: [{ value: restarts }],
    },
    {
      name: 'vestibule_site_up',
      type: 'gauge',
      help: 'Whether a site that should run does.',
      samples: sites
        .filter((site) => site.enabled)
        .map((site) => ({ labels: { site: site.name }, value: site.state === 'running' ? 1 : 0 })),
    },
    {
      name: 'vestibule_site_certificate_expiry_timestamp_seconds',
      type: 'gauge',
      help: 'When the server certificate of a site ends.',
      samples: sites
        .filter((site) => site.certificate.fingerprint !== '')
        .map((site) => ({ labels: { site: site.name }, value: seconds(site.certificate.notAfter) })),
    },
    {
      name: 'vestibule_authority_expiry_timestamp_seconds',
      type: 'gauge',
      help: 'When an authority ends.',
      samples: store.authorities
        .list()
        .map((row) => ({ labels: { authority: row.name }, value: Math.floor(row.not_after / 1000) })),
    },
    {
      name: 'vestibule_knocks_total',
      type: 'counter',
      help: 'Handshakes and requests that mattered since the start, by what was decided; the diagnosis does not count.',
      samples: bySite(counts.knocks()),
    },
    {
      name: 'vestibule_observed_total',
      type: 'counter',
      help: 'Visits let in only because a site observes, by what would have been decided.',
      samples: bySite(counts.observed()),
    },
    {
      name: 'vestibule_devices',
      type: 'gauge',
      help: 'Devices by the status of their certificate.',
      samples: statuses.map((status) => ({
        labels: { status },
        value: devices.filter((device) => device.status === status).length,
      })),
    },
    {
      name: 'vestibule_inbox_entries',
      type: 'gauge',
      help: 'Requests to renew, and devices whose last knock was refused.',
      samples: ['renewal', 'refused'].map((kind) => ({
        labels: { kind },
        value: inbox.filter((entry) => entry.kind === kind).length,
      })),
    },
    {
      name: 'vestibule_activity_lines',
      type: 'gauge',
      help: 'Lines of activity that are kept.',
      samples: [{ value: store.activity.count() }],
    },
  ]
  if (!deviceNames) return metrics
  // Names need not be unique; the id makes each series one.
  return [
    ...metrics,
    {
      name: 'vestibule_device_certificate_expiry_timestamp_seconds',
      type: 'gauge',
      help: 'When the certificate of a device ends.',
      samples: devices.map(({ id, name, notAfter }) => ({ labels: { device: name, id }, value: seconds(notAfter) })),
    },
    {
      name: 'vestibule_device_last_seen_timestamp_seconds',
      type: 'gauge',
      help: 'When a device was last let in.',
      samples: devices.flatMap(({ id, name, lastSeen }) =>
        lastSeen === null ? [] : [{ labels: { device: name, id }, value: seconds(lastSeen) }],
      ),
    },
  ]
}
