import fs from 'node:fs/promises'
import path from 'node:path'
import { protocol } from 'electron'
import { CONTENT_SECURITY_POLICY } from './security/content-security-policy.ts'

/** Where the interface lives: a scheme of its own, so that it is neither a file nor anything on the network. */
export const ORIGIN = 'vestibule://app'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Must run before `ready`. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'vestibule', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built interface from one folder; what is not below it does not exist. */
export function serveInterface(folder: string): void {
  protocol.handle('vestibule', async (request) => {
    const url = new URL(request.url)
    let wanted = ''
    try {
      wanted = path.normalize(
        path.join(folder, decodeURIComponent(url.pathname === '/' ? '/index.html' : url.pathname)),
      )
    } catch {
      wanted = ''
    }
    const type = TYPES[path.extname(wanted)]
    const content =
      url.host === 'app' && type !== undefined && wanted.startsWith(folder + path.sep)
        ? await fs.readFile(wanted).catch(() => null)
        : null
    if (!content || type === undefined) return new Response('Not found', { status: 404 })
    return new Response(new Uint8Array(content), {
      headers: {
        'content-type': type,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}
