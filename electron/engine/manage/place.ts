import { newSiteOptions } from '../store/site-options.ts'
import type { SiteRecord } from '../store/sites.ts'
import type { Store } from '../store/index.ts'

/** The site of the kind "Vestibule itself", wherever sites are told apart by id. It is no row of the table of sites. */
export const MANAGE_ID = 'vestibule-itself'
export const MANAGE_NAME = 'Vestibule'

/** What the owner chose of it. */
export interface ManageSettings {
  readonly on: boolean
  readonly host: string
  readonly listen: string
  /** Leaf first, then its chain, PEM. */
  readonly certificatePem: string
}

/** Null: it was never on. */
export function readManageSettings({ settings }: Pick<Store, 'settings'>): ManageSettings | null {
  const [host, listen, certificatePem] = [
    settings.text('manage-host'),
    settings.text('manage-listen'),
    settings.text('manage-certificate'),
  ]
  if (host === null || listen === null || certificatePem === null) return null
  return { on: settings.flag('manage-on', false), host, listen, certificatePem }
}

/** Inside the caller's transaction. Null: as it was before the first time. */
export function writeManageSettings({ settings }: Pick<Store, 'settings'>, wanted: ManageSettings | null): void {
  settings.setText('manage-host', wanted?.host ?? null)
  settings.setText('manage-listen', wanted?.listen ?? null)
  settings.setText('manage-certificate', wanted?.certificatePem ?? null)
  settings.setFlag('manage-on', wanted?.on ?? false)
}

/**
 * It as a site, with who gets in: devices of own authorities that may manage, and nobody else. Made from what is stored
 * now, so that no setting of a site can loosen it.
 */
export function manageSite(
  { authorities, devices }: Pick<Store, 'authorities' | 'devices'>,
  { on, host, listen, certificatePem }: ManageSettings,
  upstream: string,
): SiteRecord {
  const managing = devices.managing()
  return {
    id: MANAGE_ID,
    name: MANAGE_NAME,
    hosts: [host],
    listen,
    upstream,
    publicUpstream: null,
    mode: 'pages',
    contact: '',
    enabled: on,
    createdAt: 0,
    certificateSource: 'authority',
    certificatePem,
    authorityIds: authorities
      .list()
      .filter((row) => row.kind === 'own')
      .map((row) => row.id),
    ignoreCase: false,
    observe: false,
    rules: [
      {
        id: MANAGE_ID,
        path: '/',
        methods: [],
        // A rule that names nobody would mean everybody.
        certificate: managing.length === 0 ? 'blocked' : 'required',
        lan: 'any',
        devices: managing,
        groups: [],
        commonNames: [],
        organizations: [],
        units: [],
        authorities: [],
        fingerprints: [],
        satisfy: 'all',
        depth: null,
      },
    ],
    options: { ...newSiteOptions, encodedPaths: 'refuse', upstreamHeaders: 'names', upstreamHost: 'visitor' },
    damaged: null,
  }
}

/** It among the sites, where names and ports of several are compared; none while it is off. */
export function placedManageSites(store: Store): SiteRecord[] {
  const settings = readManageSettings(store)
  return settings?.on ? [manageSite(store, settings, NO_UPSTREAM)] : []
}

/** Where it leads to is known to the service alone. */
export const NO_UPSTREAM = 'http://127.0.0.1:9/'
