import fs from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import path from 'node:path'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** Mantine sets style attributes, hence 'unsafe-inline' for styles only; scripts come from files of our own. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** The sites run without the interface, which may not have been built: the command line does everything that it does. */
const NOT_BUILT = 'The interface has not been built. In the folder of Vestibule: npm run build:ui\n'

/** Serves the built interface from one folder; what is not below it is not found. */
export async function serveStatic(folder: string, url: string, response: ServerResponse): Promise<void> {
  const pathname = url.split('?', 1)[0] ?? '/'
  let wanted: string
  try {
    wanted = path.normalize(path.join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)))
  } catch {
    wanted = ''
  }
  const type = TYPES[path.extname(wanted)]
  const content =
    type !== undefined && wanted.startsWith(folder + path.sep) ? await fs.readFile(wanted).catch(() => null) : null
  if (!content || type === undefined) {
    const [status, text] = pathname === '/' ? [503, NOT_BUILT] : [404, 'Not found\n']
    response.writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' }).end(text)
    return
  }
  // Names below /assets/ carry a hash of their content.
  const cache = pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store'
  response.writeHead(200, { ...securityHeaders, 'content-type': type, 'cache-control': cache }).end(content)
}
