import { randomBytes } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { countedAs } from '../../../../shared/access/local-network.ts'
import { Occupancy, RANK, type Occupant } from '../../../../shared/access/occupancy.ts'
import type { Platform } from '../../../../shared/contract/device.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { acceptedLanguages, languageFor, type Language } from '../../../../shared/language.ts'
import { detectPlatform } from '../../../../shared/platforms/detect.ts'
import { devicePlatforms } from '../../../../shared/platforms/pkcs12.ts'
import { sameSecret } from '../../app/secret.ts'
import { createLimiter } from './limiter.ts'
import { loadLinkWords, PAGE_POLICY, type LinkWords } from './page.ts'
import { message, verbatim, type Message } from '../../../../shared/messages/message.ts'

/** One file of a link. */
export interface LinkFile {
  /** Last part of its address, from which the device takes the name: safe on every system. */
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** `identity`: has the private key, and is handed over once, whichever form is taken. */
  readonly kind: 'authority' | 'identity'
  /** It also has the certificate of the authority in it. */
  readonly both?: boolean
}

/** What happened at a link. The token is in none of it. */
export type LinkProgress =
  | { readonly what: 'opened'; readonly visitor: string; readonly platform: Platform }
  | { readonly what: 'authority'; readonly visitor: string }
  /** `both`: with the certificate of the authority. */
  | { readonly what: 'taken'; readonly visitor: string; readonly both: boolean }

export interface LinkOptions {
  /** The one address that is listened at. */
  readonly address: string
  /** 0: any free port. */
  readonly port: number
  readonly files: readonly LinkFile[]
  /** What the device was said to be. */
  readonly platform: Platform
  /** The page as HTML. `base` is the path below which the files are. */
  readonly page: (view: {
    readonly base: string
    readonly platform: Platform
    readonly language: Language
    readonly words: LinkWords
    readonly taken: boolean
  }) => string
  readonly onProgress: (progress: LinkProgress) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Milliseconds since 1970, after which nothing is handed over any more. */
  readonly until: number
}

export interface Link {
  /** With the token. */
  readonly url: string
  /** Refuses new visitors at once, and ends those that are there. */
  close(): Promise<void>
}

/** Never stored, never framed, never guessed to be something else, never told to the next page. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': PAGE_POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
} as const

const PROBLEMS: Readonly<Record<string, Message>> = {
  EADDRNOTAVAIL: message('parts.port.addressGone'),
  EADDRINUSE: message('parts.port.otherProgramPort'),
  EACCES: message('parts.port.special'),
}

/** Open connections at once, in all and of one address: nobody alone can keep the others out. */
const LIMITS = { max: 512, maxPerLine: 128, maxGreetingPerLine: 128 } as const
/** Milliseconds for a whole request. */
const PATIENCE = 10_000

/** What browsers ask for by themselves: no guesses, or a phone would lock itself out. */
const ASKED_UNASKED = /^\/(?:favicon\.ico|apple-touch-icon[a-z0-9-]*\.png)$/

type Answer = keyof LinkWords['link']['answers']

/** Of the visitor's browser. */
function languageOf(request: IncomingMessage): Language {
  return languageFor('auto', acceptedLanguages(request.headers['accept-language'] ?? ''))
}

function platformFrom(wanted: string | null): Platform | undefined {
  return devicePlatforms.find((platform) => platform === wanted)
}

/**
 * Offers files for one device at one address of this computer, over plain HTTP, behind a token of 128 bits. What has the
 * key is handed over once. @throws AppError handoff/address-unavailable
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { address, files, page, onProgress, now, until } = options
  const words = await loadLinkWords()
  const token = randomBytes(16).toString('base64url')
  const base = `/${token}/`
  const limiter = createLimiter(now)
  let hosts: readonly string[] = []
  // 'leaving' while the bytes are on their way: a visitor whose connection breaks before the end may come again.
  let identity: 'there' | 'leaving' | 'gone' = 'there'
  let closed = false

  const say = (request: IncomingMessage, response: ServerResponse, status: number, what: Answer): void => {
    const language = languageOf(request)
    const headers = { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', 'content-language': language }
    response.writeHead(status, headers).end(`${words[language].link.answers[what]}\n`)
  }

  const hand = (request: IncomingMessage, response: ServerResponse, file: LinkFile, visitor: string): void => {
    const headers = { ...HEADERS, 'content-type': file.mediaType, 'content-length': file.bytes.length }
    const once = file.kind === 'identity'
    if (once && identity !== 'there') {
      say(request, response, 410, 'taken')
      return
    }
    if (request.method === 'HEAD') {
      response.writeHead(200, headers).end()
      return
    }
    if (once) identity = 'leaving'
    // Emitted when all of it was given to the system; 'close' alone says that the visitor went away before.
    response.once('finish', () => {
      if (once) identity = 'gone'
      onProgress(once ? { what: 'taken', visitor, both: file.both === true } : { what: 'authority', visitor })
    })
    response.once('close', () => {
      if (once && identity === 'leaving') identity = 'there'
    })
    response.writeHead(200, headers).end(file.bytes)
  }

  const show = (request: IncomingMessage, response: ServerResponse, query: string, visitor: string): void => {
    const seen = detectPlatform(request.headers['user-agent'] ?? '', options.platform)
    const platform = platformFrom(new URLSearchParams(query).get('as')) ?? seen
    const language = languageOf(request)
    const html = page({ base, platform, language, words: words[language], taken: identity !== 'there' })
    response.writeHead(200, {
      ...HEADERS,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      'content-length': Buffer.byteLength(html),
    })
    response.end(request.method === 'HEAD' ? undefined : html)
    if (request.method === 'GET') onProgress({ what: 'opened', visitor, platform: seen })
  }

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const visitor = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    if (closed || now() >= until) return say(request, response, 410, 'closed')
    // A page elsewhere that points its own name at this address still says its own name here (DNS rebinding).
    if (!hosts.includes(request.headers.host ?? '')) return say(request, response, 421, 'elsewhere')
    if (limiter.refuses(visitor)) return say(request, response, 429, 'tooMany')
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD')
      return say(request, response, 405, 'onlyGet')
    }
    const [path = '', query = ''] = (request.url ?? '').split('?', 2)
    const [, given = '', name = '', ...rest] = path.split('/')
    if (!sameSecret(given, token)) {
      if (!ASKED_UNASKED.test(path)) limiter.wrong(visitor)
      return say(request, response, 404, 'nothing')
    }
    if (name === '' && rest.length === 0) return show(request, response, query, visitor)
    const file = files.find((one) => encodeURIComponent(one.name) === name)
    if (!file || rest.length > 0) return say(request, response, 404, 'nothing')
    return hand(request, response, file, visitor)
  }

  const server = http.createServer(
    { headersTimeout: PATIENCE, requestTimeout: PATIENCE, connectionsCheckingInterval: 2000, maxHeaderSize: 8192 },
    answer,
  )
  server.timeout = 3 * PATIENCE
  limitConnections(server)
  server.on('clientError', (_error, socket) => socket.destroy())
  server.on('upgrade', (_request, socket) => socket.destroy())
  const port = await listen(server, address, options.port)
  const host = isIPv6(address) ? `[${address}]` : address
  // Browsers leave out the port of their scheme.
  hosts = [`${host}:${port}`, ...(port === 80 ? [host] : [])]
  return {
    url: `http://${host}:${port}${base}`,
    close: () =>
      new Promise((resolve) => {
        closed = true
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Where all places are taken, the connection that came first makes room: an answer takes no time. */
function limitConnections(server: http.Server): void {
  const occupancy = new Occupancy(LIMITS)
  server.on('connection', (socket) => {
    const since = performance.now()
    const occupant: Occupant = {
      line: countedAs((socket.remoteAddress ?? '').replace(/^::ffff:/, '')),
      rank: RANK.stranger,
      idleSince: () => since,
      destroy: () => socket.destroy(),
    }
    if (occupancy.enter(occupant)) socket.once('close', () => occupancy.leave(occupant))
    else socket.destroy()
  })
}

function listen(server: http.Server, address: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error
      const problem = PROBLEMS[code] ?? (code === '' ? message('parts.file.unknown') : verbatim(code))
      const place = message('parts.port.at', { address, port })
      reject(new AppError('handoff/address-unavailable', { address: place, problem }))
    })
    server.listen({ host: address, port, exclusive: true, ipv6Only: true }, () => {
      // Later ones (no file descriptor is left for one more visitor) end nothing.
      server.on('error', () => undefined)
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : port)
    })
  })
}
