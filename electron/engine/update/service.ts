import { z } from 'zod'
import { Instant } from '../../../shared/contract/common.ts'
import type { UpdateStatus } from '../../../shared/contract/update.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { Problem } from '../../../shared/transport.ts'
import { instant, type Context } from '../app/context.ts'
import type { Engine } from '../engine.ts'
import { fetchSmall } from './fetch.ts'
import { isSigned } from './minisign.ts'
import { compareVersions, readReleaseFile, type ReleaseFile } from './release-file.ts'

type Methods = Pick<Engine['methods'], 'update.show' | 'update.check' | 'update.set'>

const DAY_MS = 86_400_000

/** The newest release that a right signature told of. */
const Known = z.object({ version: z.string(), released: Instant, summary: z.string(), checkedAt: Instant })
type Known = z.infer<typeof Known>

/** Tells of newer versions. */
export interface Updates {
  readonly methods: Methods
  /** Looks once a day, where the owner wants it. Never fails. */
  look(): Promise<void>
  stop(): void
}

export function createUpdates(context: Context): Updates {
  const { store, now, deps, log } = context
  const { settings } = store
  const stopping = new AbortController()
  let problem: Problem | null = null
  /** Milliseconds since 1970. */
  let triedAt: number | null = null

  const known = (): Known | null => {
    try {
      const { success, data } = Known.safeParse(JSON.parse(settings.text('update-known') ?? 'null'))
      return success ? data : null
    } catch {
      return null
    }
  }
  const wanted = (): boolean | null => {
    if (settings.flag('update-check', true) !== settings.flag('update-check', false)) return null
    return settings.flag('update-check', false)
  }
  const address = (): string => settings.text('update-from') ?? deps.releases?.url ?? ''
  const show = (): UpdateStatus => {
    const found = known()
    const isNewer = found !== null && compareVersions(found.version, deps.version) > 0
    const newer = isNewer ? { version: found.version, released: found.released, summary: found.summary } : null
    const available = deps.releases !== undefined
    const from = available ? address() : null
    return {
      check: wanted(),
      available,
      from,
      current: deps.version,
      newer,
      checkedAt: found?.checkedAt ?? null,
      problem,
    }
  }

  /** A release file that may be believed. @throws AppError "update/…" */
  const fetchRelease = async (): Promise<ReleaseFile> => {
    if (!deps.releases) throw new AppError('update/not-configured')
    const url = URL.canParse(address()) ? new URL(address()) : null
    if (!url) throw new AppError('update/not-configured')
    const local = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw new AppError('update/not-configured')
    const signatureUrl = new URL(url)
    signatureUrl.pathname += '.minisig'
    const [content, signature] = await Promise.all([
      fetchSmall(url, stopping.signal, deps.releases.timeoutMs),
      fetchSmall(signatureUrl, stopping.signal, deps.releases.timeoutMs),
    ])
    const { host } = url
    if (!isSigned(content, signature.toString('utf8'), deps.releases.publicKey)) {
      throw new AppError('update/signature', { host })
    }
    const release = readReleaseFile(content)
    if (!release) throw new AppError('update/not-a-release', { host })
    if (Date.parse(release.expires) <= now()) throw new AppError('update/expired', { host, at: release.expires })
    const before = known()
    if (before && compareVersions(release.version, before.version) < 0) {
      throw new AppError('update/older', { host, version: release.version, known: before.version })
    }
    return release
  }

  const check = async (): Promise<UpdateStatus> => {
    triedAt = now()
    try {
      const { version, released, summary } = await fetchRelease()
      problem = null
      settings.setText('update-known', JSON.stringify({ version, released, summary, checkedAt: instant(now()) }))
      if (compareVersions(version, deps.version) > 0) context.notices().updateAvailable(version)
    } catch (error) {
      if (stopping.signal.aborted) throw error
      const failure = error instanceof AppError ? error : new AppError('app/unexpected')
      problem = failure.toProblem()
      log.write('warn', 'update', `${failure.code}: ${failure.message}`)
    }
    const status = show()
    context.emit('update.changed', status)
    return status
  }

  return {
    methods: {
      'update.show': async () => show(),
      'update.check': check,
      'update.set': async ({ check: choice, from }) => {
        if (choice !== undefined) settings.setFlag('update-check', choice)
        if (from !== undefined) settings.setText('update-from', from)
        const status = show()
        context.emit('update.changed', status)
        return status
      },
    },
    async look() {
      try {
        if (!deps.startSites || wanted() !== true || !deps.releases) return
        const last = Math.max(triedAt ?? 0, Date.parse(known()?.checkedAt ?? '') || 0)
        // A clock that was set back makes the past lie in the future.
        if (last <= now() && now() - last < DAY_MS) return
        await check()
      } catch {
        // It is looked again tomorrow.
      }
    },
    stop: () => stopping.abort(),
  }
}
