import fs from 'node:fs'
import type { CertificateFiles } from '../../../../shared/contract/site-options.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import type { Problem } from '../../../../shared/transport.ts'
import type { SiteRecord } from '../../store/sites.ts'
import { foldersOf, signatureOf } from './read-files.ts'

export interface FileWatchOptions {
  /** Sites as they are now. */
  readonly sites: () => readonly SiteRecord[]
  /** Certificate and key as they lie there. @throws AppError */
  readonly read: (files: CertificateFiles) => Promise<{ certPem: string; keyPem: string }>
  /** Checks a pair and puts it in force, unless it is already. @throws AppError: the one before stays */
  readonly take: (siteId: string, files: CertificateFiles, pair: { certPem: string; keyPem: string }) => Promise<void>
  /** The files of that site are not used any more, or again. */
  readonly onProblem: (siteId: string) => void
  /** Milliseconds between two looks without an event. Default 15,000. */
  readonly interval?: number
}

/** Watches the certificate files that sites were told to use. */
export interface FileWatch {
  /** Watches what the sites say now. */
  follow(): void
  /** Looks at all of them. */
  look(): Promise<void>
  /** Why the files as they are now are not used; null when they are. */
  problemOf(siteId: string): Problem | null
  stop(): Promise<void>
}

const INTERVAL = 15_000
/** A renewal writes several files: they are looked at when it has been quiet for so long. Milliseconds. */
const QUIET = 250

interface Watched {
  readonly files: CertificateFiles
  /** By folder. */
  readonly watchers: Map<string, fs.FSWatcher>
  /** Of the files and names that were looked at last. */
  seen: string
  timer: NodeJS.Timeout | undefined
}

export function createFileWatch(options: FileWatchOptions): FileWatch {
  const watched = new Map<string, Watched>()
  const problems = new Map<string, Problem>()
  let last: Promise<void> = Promise.resolve()
  let stopped = false

  const tell = (siteId: string, problem: Problem | null): void => {
    const before = problems.get(siteId)
    if (problem) problems.set(siteId, problem)
    else problems.delete(siteId)
    if (JSON.stringify(before) !== JSON.stringify(problem)) options.onProblem(siteId)
  }

  const examine = async (siteId: string): Promise<void> => {
    const site = options.sites().find((one) => one.id === siteId)
    const files = site?.options.certificateFiles
    const one = watched.get(siteId)
    if (!site || !files || !one || stopped) return
    const signature = `${await signatureOf(files)}\n${site.hosts.join()}`
    if (signature === one.seen) return
    one.seen = signature
    try {
      await options.take(siteId, files, await options.read(files))
      tell(siteId, null)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      tell(siteId, error.toProblem())
    }
  }
  /** One after the other: each may put a new policy in force. */
  const queue = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch(() => undefined)
    return last
  }

  const watch = async (siteId: string, one: Watched): Promise<void> => {
    const soon = (): void => {
      clearTimeout(one.timer)
      one.timer = setTimeout(() => void queue(() => watch(siteId, one)), QUIET)
      one.timer.unref()
    }
    const folders = await foldersOf(one.files)
    if (stopped || watched.get(siteId) !== one) return
    for (const [folder, watcher] of one.watchers) {
      if (folders.includes(folder)) continue
      watcher.close()
      one.watchers.delete(folder)
    }
    for (const folder of folders) {
      if (one.watchers.has(folder)) continue
      try {
        const watcher = fs.watch(folder, { persistent: false }, soon)
        one.watchers.set(folder, watcher)
        // What cannot be watched, or not any more, is still looked at now and then.
        watcher.on('error', () => {
          watcher.close()
          one.watchers.delete(folder)
        })
      } catch {
        // The folder does not exist, or there are too many watchers.
      }
    }
    // Only now: what happened before the watching began has made no event.
    await examine(siteId)
  }

  const forget = (siteId: string): void => {
    const one = watched.get(siteId)
    clearTimeout(one?.timer)
    for (const watcher of one?.watchers.values() ?? []) watcher.close()
    watched.delete(siteId)
    problems.delete(siteId)
  }

  const follow = (): void => {
    if (stopped) return
    const wanted = new Map(options.sites().map((site) => [site.id, site.options.certificateFiles]))
    for (const [siteId, { files }] of watched) {
      const now = wanted.get(siteId)
      if (now?.cert !== files.cert || now.key !== files.key) forget(siteId)
    }
    for (const [siteId, files] of wanted) {
      if (!files || watched.has(siteId)) continue
      const one: Watched = { files, watchers: new Map(), seen: '', timer: undefined }
      watched.set(siteId, one)
      void queue(() => watch(siteId, one))
    }
  }
  const look = async (): Promise<void> => {
    follow()
    await Promise.all([...watched].map(([siteId, one]) => queue(() => watch(siteId, one))))
  }
  const timer = setInterval(() => void look(), options.interval ?? INTERVAL)
  timer.unref()

  return {
    follow,
    look,
    problemOf: (siteId) => problems.get(siteId) ?? null,
    stop() {
      stopped = true
      clearInterval(timer)
      for (const siteId of watched.keys()) forget(siteId)
      return last
    },
  }
}
