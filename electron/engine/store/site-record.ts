import { z } from 'zod'
import type { AccessRule } from '../../../shared/contract/rule.ts'
import type { SiteMode } from '../../../shared/contract/site.ts'
import { upstreamSettingView } from '../../../shared/contract/upstream-settings.ts'
import { defaultSiteOptions, type SiteOptions } from './site-options.ts'

/** A site as services know it. */
export interface SiteRecord {
  readonly id: string
  readonly name: string
  readonly hosts: readonly string[]
  readonly listen: string
  readonly upstream: string
  readonly publicUpstream: string | null
  readonly mode: SiteMode
  readonly contact: string
  readonly enabled: boolean
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly certificateSource: 'authority' | 'own'
  /** Leaf first, then its chain. */
  readonly certificatePem: string
  readonly authorityIds: readonly string[]
  readonly ignoreCase: boolean
  readonly observe: boolean
  /** In the order of their paths. */
  readonly rules: readonly AccessRule[]
  readonly options: SiteOptions
  /**
   * Columns that cannot be read (a damaged disk); null when all can. Such a site is never opened: what stands in their
   * place only lets it be shown, mended and removed.
   */
  readonly damaged: string | null
}

/** A row of the table of sites. */
export interface SiteRow {
  readonly id: string
  readonly name: string
  readonly hosts: string
  readonly listen: string
  readonly upstream: string
  readonly public_upstream: string | null
  readonly mode: string
  readonly contact: string
  readonly enabled: number
  readonly created_at: number
  readonly cert_source: 'authority' | 'own'
  readonly cert_pem: string
  readonly ignore_case: number
  readonly options: string
  readonly observe: number
}

/** Nothing can be bound there. */
const NO_LISTENER = '127.0.0.1:0'
const NO_UPSTREAM = 'http://damaged.invalid/'

const isMode = (text: string): text is SiteMode => ['required', 'pages', 'optional', 'off'].includes(text)

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

/** `HOST:PORT`, with brackets around an IPv6 address. */
const LISTEN = /^(?:\[[0-9a-f:.%]+\]|[^\s:[\]]+):(\d{1,5})$/i

function isListen(text: string): boolean {
  return Number(LISTEN.exec(text)?.[1] ?? Number.NaN) <= 65_535
}

function isUpstream(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

/**
 * Reads a row column by column, so that one that is damaged takes neither the site's name nor the other sites away.
 * @param rules null when one of them cannot be read
 */
export function readSite(
  row: SiteRow,
  authorityIds: readonly string[],
  rules: readonly AccessRule[] | null,
): SiteRecord {
  const damaged: string[] = []
  const checked = <T>(column: string, read: () => T, good: (value: T) => boolean, otherwise: T): T => {
    try {
      const value = read()
      if (good(value)) return value
    } catch {
      // Told below, like a value that makes no sense.
    }
    damaged.push(column)
    return otherwise
  }
  const { publicUpstream, ...required } = {
    hosts: checked<readonly string[]>(
      'hosts',
      () => JSON.parse(row.hosts) as string[],
      (list) => isTextList(list) && list.length > 0,
      [],
    ),
    listen: checked('listen', () => row.listen, isListen, NO_LISTENER),
    upstream: checked('upstream', () => row.upstream, isUpstream, NO_UPSTREAM),
    publicUpstream: checked(
      'public upstream',
      () => row.public_upstream,
      (url) => url === null || isUpstream(url),
      null,
    ),
    // The strictest: nobody is let in by what is shown of a damaged site either.
    mode: checked<string>('mode', () => row.mode, isMode, 'required') as SiteMode,
    rules: checked<readonly AccessRule[]>(
      'rules',
      () => rules ?? [],
      () => rules !== null,
      [],
    ),
    options: checked(
      'options',
      () => readOptions(row.options),
      () => true,
      defaultSiteOptions,
    ),
  }
  return {
    ...required,
    publicUpstream,
    id: row.id,
    name: row.name,
    contact: row.contact,
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    certificateSource: row.cert_source,
    certificatePem: row.cert_pem,
    authorityIds,
    ignoreCase: row.ignore_case === 1,
    observe: row.observe === 1,
    damaged: damaged.length === 0 ? null : damaged.join(', '),
  }
}

/** Other keys are the other options. */
const Settings = z.object(upstreamSettingView)

function areUpstreamSettings(options: SiteOptions): boolean {
  return Settings.safeParse(options).success
}

/** What is missing in it has its default. @throws when it is no JSON object, or of another shape */
function readOptions(json: string): SiteOptions {
  const value: unknown = JSON.parse(json)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object')
  const options = { ...defaultSiteOptions, ...(value as Partial<SiteOptions>) }
  const { redirects, upstreamTls, login, visitorLogin, certificateFiles, page, upstreamCertPem } = options
  const isText = (text: unknown): boolean => text === null || typeof text === 'string'
  const whole =
    isTextList(redirects) &&
    redirects.every(isListen) &&
    typeof upstreamTls === 'object' &&
    typeof upstreamTls.trust.by === 'string' &&
    (login === null || typeof login.header === 'string') &&
    (visitorLogin === 'keep' || visitorLogin === 'replace') &&
    (certificateFiles === null ||
      (typeof certificateFiles.cert === 'string' && typeof certificateFiles.key === 'string')) &&
    isText(page) &&
    isText(upstreamCertPem) &&
    areUpstreamSettings(options)
  if (!whole) throw new TypeError('of another shape')
  return options
}
