import type { Handoff } from '../../../../shared/contract/handoff.ts'
import type { AppEvent } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { instant, instantOrNull, newId, type Context } from '../../app/context.ts'
import { createQueue } from '../../app/queue.ts'
import { describeCertificate } from '../../../pki/x509/describe.ts'
import { toPem } from '../../../pki/x509/pem.ts'
import type { Engine } from '../../engine.ts'
import { viewSite } from '../../site/view.ts'
import { safeFileName } from '../export/file-name.ts'
import { exportDevice } from '../export/index.ts'
import { generatePassword } from '../export/password.ts'
import { exportOptions } from '../export/service.ts'
import { localAddresses } from './addresses.ts'
import { createDriveService } from './drives/service.ts'
import { openLink, type Link, type LinkFile, type LinkProgress } from './link.ts'
import { renderPage, type PageFacts } from './page.ts'
import { message } from '../../../../shared/messages/message.ts'
import { assertStillUsable, selectUsable } from './usable.ts'

type Methods = Engine['methods']
type HandoffMethods = Pick<Methods, Extract<keyof Methods, `handoff.${string}`>>

export interface HandoffService {
  readonly methods: HandoffMethods
  /** Closes links that an event has made pointless: the device is gone, has another certificate, or got in with it. */
  onEvent(event: AppEvent): void
  close(): Promise<void>
}

/** How long a link is open. Milliseconds. */
const LIFETIME = 10 * 60_000
/** Links at the same time. */
const MOST = 8

/** Times are milliseconds since 1970. */
interface Running {
  readonly id: string
  readonly device: { readonly id: string; readonly name: string; readonly serial: string }
  readonly startedAt: number
  readonly expiresAt: number
  /** Null when nothing listens any more. */
  link: Link | null
  timer: NodeJS.Timeout
  ended: 'expired' | 'stopped' | null
  openedAt: number | null
  visitor: string | null
  visitorPlatform: Handoff['visitorPlatform']
  authorityTakenAt: number | null
  takenAt: number | null
}

function stateOf(one: Running): Handoff['state'] {
  if (one.takenAt !== null) return 'taken'
  return one.ended ?? (one.openedAt === null ? 'waiting' : 'opened')
}

function view(one: Running): Handoff {
  return {
    id: one.id,
    deviceId: one.device.id,
    deviceName: one.device.name,
    serial: one.device.serial,
    state: stateOf(one),
    open: one.link !== null,
    startedAt: instant(one.startedAt),
    expiresAt: instant(one.expiresAt),
    openedAt: instantOrNull(one.openedAt),
    visitor: one.visitor,
    visitorPlatform: one.visitorPlatform,
    authorityTakenAt: instantOrNull(one.authorityTakenAt),
    takenAt: instantOrNull(one.takenAt),
  }
}

/** Carrying a device's files over by a link on the local network. */
export function createHandoffService(context: Context): HandoffService {
  /** The newest of each device, open or closed. */
  const links = new Map<string, Running>()
  const starting = createQueue()

  const announce = (one: Running): void => context.emit('handoff.changed', view(one))

  const end = async (one: Running, how: 'expired' | 'stopped'): Promise<void> => {
    const { link } = one
    if (!link) return
    one.link = null
    one.ended = how
    clearTimeout(one.timer)
    announce(one)
    await link.close()
  }

  const progress = (one: Running, news: LinkProgress): void => {
    const now = context.now()
    one.visitor = news.visitor
    if (news.what === 'opened') {
      one.openedAt ??= now
      one.visitorPlatform = news.platform
    }
    if (news.what === 'taken') one.takenAt = now
    if (news.what === 'authority' || (news.what === 'taken' && news.both)) one.authorityTakenAt ??= now
    announce(one)
  }

  const sitesFor = (authorityId: string): PageFacts['sites'] =>
    context.store.sites
      .list()
      .filter((site) => site.enabled && site.authorityIds.includes(authorityId))
      .map((site) => ({ name: site.name, url: viewSite(context, site).url }))

  const start: HandoffMethods['handoff.start'] = async ({ address, port, ...choices }) => {
    if (!localAddresses().some((one) => one.address === address)) {
      throw new AppError('handoff/address-unavailable', { address, problem: message('parts.port.noSuchAddress') })
    }
    const row = selectUsable(context, choices.device)
    const generated = choices.password === undefined ? generatePassword() : undefined
    const options = {
      ...(await exportOptions(context, choices, true)),
      ...(generated === undefined ? {} : { password: generated }),
    }
    const [pfx, profile] = [
      await exportDevice({ ...options, format: 'pfx' }),
      await exportDevice({ ...options, format: 'mobileconfig' }),
    ]
    const { root } = options
    const names = {
      authority: safeFileName(options.authorityName, 'crt'),
      authorityPem: safeFileName(options.authorityName, 'pem'),
      identity: pfx.fileName,
      profile: profile.fileName,
    }
    const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
    const ca = 'application/x-x509-ca-cert'
    const authority: LinkFile[] =
      root === null
        ? []
        : [
            { name: names.authority, mediaType: ca, bytes: root, kind: 'authority' },
            {
              name: names.authorityPem,
              mediaType: ca,
              bytes: Buffer.from(toPem('CERTIFICATE', root)),
              kind: 'authority',
            },
          ]
    const files: LinkFile[] = [
      ...authority,
      { name: names.identity, mediaType: pfx.mediaType, bytes: bytes(pfx.base64), kind: 'identity' },
      {
        name: names.profile,
        mediaType: profile.mediaType,
        bytes: bytes(profile.base64),
        kind: 'identity',
        both: root !== null,
      },
    ]
    assertStillUsable(context, row)
    const earlier = links.get(row.id)
    if (earlier) await end(earlier, 'stopped')
    const open = [...links.values()].filter(({ link }) => link !== null).length
    if (open >= MOST) throw new AppError('handoff/too-many', { count: open })

    const now = context.now()
    const until = now + LIFETIME
    const one: Running = {
      id: newId(),
      device: { id: row.id, name: row.name, serial: row.serial },
      startedAt: now,
      expiresAt: until,
      link: null,
      timer: setTimeout(() => void end(one, 'expired'), LIFETIME).unref(),
      ended: null,
      openedAt: null,
      visitor: null,
      visitorPlatform: null,
      authorityTakenAt: null,
      takenAt: null,
    }
    const link = await openLink({
      address,
      port,
      files,
      platform: row.platform,
      now: context.now,
      until,
      onProgress: (what) => progress(one, what),
      page: ({ base, platform, language, words, taken }) =>
        renderPage({
          deviceName: row.name,
          authorityName: options.authorityName,
          platform,
          language,
          words,
          taken,
          until,
          now: context.now(),
          hrefs: {
            authority: base + encodeURIComponent(names.authority),
            authorityPem: base + encodeURIComponent(names.authorityPem),
            identity: base + encodeURIComponent(names.identity),
            profile: base + encodeURIComponent(names.profile),
          },
          sites: sitesFor(row.authority_id),
          root: root !== null,
        }),
    }).catch((error: unknown) => {
      clearTimeout(one.timer)
      throw error
    })
    one.link = link
    links.set(row.id, one)
    try {
      // Changes are heard of from here on; what happened while the files were made is looked at once more.
      assertStillUsable(context, row)
    } catch (error) {
      links.delete(row.id)
      await end(one, 'stopped')
      throw error
    }
    announce(one)
    return {
      ...view(one),
      url: link.url,
      ...(generated === undefined ? {} : { password: generated }),
      profile: pfx.profile === 'modern' ? 'modern' : 'compatible',
      reason: pfx.reason,
      warnings: pfx.warnings,
      authorityFingerprint: root === null ? null : describeCertificate(root).fingerprint,
    }
  }

  return {
    methods: {
      ...createDriveService(context),
      'handoff.ways': async () => ({ addresses: localAddresses() }),
      // One after the other: two at once would leave a link open that nobody knows.
      'handoff.start': (input) => starting.run(() => start(input)),
      'handoff.status': async () =>
        // The address lets a browser fetch the file with the key: while locked, nobody learns it here.
        [...links.values()].map((one) => ({
          ...view(one),
          url: one.link === null || context.vault.locked() ? null : one.link.url,
        })),
      'handoff.stop': async ({ id }) => {
        const one = [...links.values()].find((other) => other.id === id)
        if (!one) throw new AppError('handoff/not-found')
        await end(one, 'stopped')
        return view(one)
      },
    },
    onEvent(message) {
      if (message.event === 'device.removed') {
        const one = links.get(message.payload.id)
        if (one) void end(one, 'stopped')
      }
      if (message.event !== 'device.changed') return
      const { id, serial, status, lastSeen } = message.payload
      const one = links.get(id)
      if (!one) return
      const arrived = one.takenAt !== null && lastSeen !== null && Date.parse(lastSeen) >= one.takenAt
      if (arrived || serial !== one.device.serial || status === 'revoked') void end(one, 'stopped')
    },
    close: () =>
      starting.run(async () => {
        for (const one of links.values()) await end(one, 'stopped')
      }),
  }
}
