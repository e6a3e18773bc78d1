import type { App } from 'electron'
import { requestOf, requestOfFile, requestOfLink, type Request } from './request.ts'

/** What the second start passes on. It may be of any version, so that nothing about it is certain. */
function versionOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('version' in data)) return null
  const { version } = data
  return typeof version === 'string' && /^[\w.+-]{1,32}$/.test(version) ? version : null
}

export interface InstanceOptions {
  readonly app: App
  readonly argv: readonly string[]
  readonly workingFolder: string
}

export interface Instance {
  /** What this start itself was asked for. */
  readonly first: Request
  /** Calls `onRequest` for what is asked from now on, and for what the system asked before the app was ready. */
  follow(onRequest: (request: Request) => void, onOtherVersion: (version: string) => void): void
}

/**
 * One app a data folder, whatever its version: Chromium's lock lies in the profile, and the profile in the data folder.
 * @returns null when another one runs, which was told what this one was asked for
 */
export function becomeOnlyInstance({ app, argv, workingFolder }: InstanceOptions): Instance | null {
  if (!app.requestSingleInstanceLock({ version: app.getVersion() })) return null
  let deliver: ((request: Request) => void) | null = null
  const early: Request[] = []
  const take = (request: Request | null): void => {
    if (!request) return
    if (deliver) deliver(request)
    else early.push(request)
  }
  // macOS names links and files by events, the first ones before `ready`.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    take(requestOfLink(url))
  })
  app.on('open-file', (event, file) => {
    event.preventDefault()
    take(requestOfFile(file))
  })
  return {
    first: requestOf(argv, workingFolder),
    follow(onRequest, onOtherVersion) {
      deliver = onRequest
      for (const request of early.splice(0)) onRequest(request)
      app.on('second-instance', (_event, otherArgv, otherFolder, data) => {
        onRequest(requestOf(otherArgv, otherFolder))
        const version = versionOf(data)
        if (version !== null && version !== app.getVersion()) onOtherVersion(version)
      })
    },
  }
}
