import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { AppError } from '../../../shared/errors/index.ts'
import type { SiteProposal } from '../../../shared/contract/site.ts'
import type { SeenCertificate } from '../../../shared/contract/upstream.ts'
import { isNotHttp, isOldTls, isUntrusted, upstreamCause, wantsCertificate } from '../../../shared/upstream-causes.ts'
import { oldestTls } from '../network/oldest-tls.ts'
import { readPeerSafely } from '../../pki/tls-peer.ts'
import { describeCertificate, type CertificateDescription } from '../../pki/x509/describe.ts'

const TIMEOUT = 4000
const PAGE_LIMIT = 256 * 1024
const ICON_LIMIT = 48 * 1024

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  readonly url: URL
}

/**
 * What was shown in the handshake, and whether an authority that this computer trusts vouches for it. Null for none, and for
 * one that cannot be read.
 */
function seen(socket: TLSSocket): SeenCertificate | null {
  const leaf = socket.getPeerX509Certificate()
  const about = leaf && readable(leaf.raw)
  if (!about) return null
  const { fingerprint, subject, issuer, notBefore, notAfter } = about
  return {
    fingerprint,
    subject,
    issuer,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    trusted: socket.authorized,
  }
}

function readable(der: Uint8Array): CertificateDescription | null {
  try {
    return describeCertificate(der)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** The authorities that this computer trusts; those that come with the program where the system has none. */
function publicRoots(): string[] {
  // Absent before Node 22.15: those that come with the program are there in every version.
  const { getCACertificates } = tls as Partial<typeof tls>
  if (!getCACertificates) return [...tls.rootCertificates]
  const system = getCACertificates('system')
  return system.length > 0 ? system : getCACertificates('bundled')
}

interface ReadOptions {
  /** Bytes. */
  readonly limit: number
  readonly onCertificate?: (certificate: SeenCertificate | null) => void
}

/**
 * Reads one page with a time and a size limit; what is longer is cut. An https upstream may show any certificate:
 * this only looks what is there, nothing secret is sent.
 */
function read(url: URL, { limit, onCertificate }: ReadOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http
    const request = client.get(
      url,
      {
        agent: false,
        rejectUnauthorized: false,
        ...(onCertificate && url.protocol === 'https:' && { ca: publicRoots() }),
        headers: { accept: 'text/html,image/*,*/*', connection: 'close' },
      },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        const done = (): void => {
          clearTimeout(timer)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).subarray(0, limit),
            url,
          })
          request.destroy()
        }
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size >= limit) done()
        })
        response.on('end', done)
        response.on('error', done)
      },
    )
    const timer = setTimeout(() => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), TIMEOUT)
    request.on('socket', (socket) => {
      if (url.protocol === 'https:') readPeerSafely(socket as TLSSocket)
      socket.once('secureConnect', () => onCertificate?.(seen(socket as TLSSocket)))
    })
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

/** Follows a few redirections within the same host: login pages like to be one step away. */
async function follow(start: URL, options: ReadOptions): Promise<Answer> {
  let url = start
  for (let step = 0; ; step += 1) {
    // The certificate that counts is the one at the address itself.
    const answer = await read(url, step === 0 ? options : { limit: options.limit })
    const { location } = answer.headers
    if (step >= 3 || answer.status < 300 || answer.status > 399 || location === undefined) return answer
    const next = URL.canParse(location, url.href) ? new URL(location, url) : null
    if (!next || !/^https?:$/.test(next.protocol) || next.hostname !== start.hostname) return answer
    url = next
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal)
    return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}

/** Text of the first <title>, on one line, at most 100 characters. */
export function titleOf(html: string): string | null {
  const open = /<title(?:\s[^>]{0,200})?>/i.exec(html)
  if (!open) return null
  const rest = html.slice(open.index + open[0].length, open.index + open[0].length + 1000)
  const end = rest.search(/<\/title/i)
  const text = decode(end === -1 ? rest : rest.slice(0, end))
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  return Array.from(text).slice(0, 100).join('') || null
}

function iconUrl(html: string, page: URL): URL | null {
  for (const [tag] of html.matchAll(/<link\s[^>]{0,500}>/gi)) {
    if (!/\brel\s*=\s*["']?[^"'>]{0,60}\bicon\b/i.test(tag)) continue
    const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(tag)
    const target = decode(href?.[1] ?? href?.[2] ?? href?.[3] ?? '')
    if (target === '' || !URL.canParse(target, page.href)) continue
    const url = new URL(target, page)
    // Only from the device itself: the proposal must not make requests anywhere else.
    return /^https?:$/.test(url.protocol) && url.hostname === page.hostname ? url : null
  }
  return new URL('/favicon.ico', page)
}

async function favicon(html: string, page: URL): Promise<string | null> {
  const url = iconUrl(html, page)
  if (!url) return null
  const answer = await follow(url, { limit: ICON_LIMIT }).catch(() => null)
  const type = /^image\/[a-z0-9.+-]+/i.exec(answer?.headers['content-type'] ?? '')?.[0].toLowerCase()
  if (!answer || answer.status !== 200 || !type || answer.body.length === 0 || answer.body.length >= ICON_LIMIT) {
    return null
  }
  return `data:${type};base64,${answer.body.toString('base64')}`
}

const text = (header: string | string[] | undefined): string | null => [header].flat()[0]?.slice(0, 100) ?? null

/** What answers at an upstream. Never throws: what went wrong is in `problem`. */
export async function lookAt(upstream: string): Promise<Pick<SiteProposal, 'reached' | 'certificate' | 'problem'>> {
  let certificate: SeenCertificate | null = null
  const onCertificate = (shown: SeenCertificate | null): void => {
    certificate = shown
  }
  try {
    const answer = await follow(new URL(upstream), { limit: PAGE_LIMIT, onCertificate })
    const html = answer.body.toString('utf8')
    return {
      reached: {
        status: answer.status,
        title: titleOf(html),
        server: text(answer.headers.server),
        favicon: await favicon(html, answer.url),
      },
      certificate,
      problem: null,
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const problem = (await oldTlsProblem(upstream, code)) ?? upstreamProblem(upstream, code)
    return { reached: null, certificate, problem: problem.toProblem() }
  }
}

/** Failures that may be those of a server that speaks only what is too old: some say so, some hang up. */
const MAYBE_OLD_TLS = new Set(['ECONNRESET', 'EPROTO', 'EPIPE', 'ERR_SSL_WRONG_VERSION_NUMBER'])

/** The version that a server speaks which speaks no newer one; null when that is not why it failed. */
async function oldTlsProblem(upstream: string, code: string): Promise<AppError | null> {
  const url = new URL(upstream)
  if (url.protocol !== 'https:' || !(code.startsWith('ERR_SSL_') || MAYBE_OLD_TLS.has(code))) return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port === '' ? 443 : Number(url.port)
  const version = await oldestTls({ host, port, serverName: net.isIP(host) === 0 ? host : null })
  return version === null ? null : new AppError('site/upstream-old-tls', { upstream, version })
}

/** What is told about an upstream that gave no answer. @param code Node's or the gate's own */
export function upstreamProblem(upstream: string, code: string): AppError {
  const { cause: problem } = upstreamCause(code)
  if (isUntrusted(code)) return new AppError('site/upstream-untrusted', { upstream, problem })
  if (isOldTls(code)) return new AppError('site/upstream-old-tls', { upstream, version: 'TLS 1.0 / 1.1' })
  if (wantsCertificate(code)) return new AppError('site/upstream-wants-certificate', { upstream })
  if (isNotHttp(code) || code.startsWith('ERR_SSL')) return new AppError('site/upstream-not-http', { upstream })
  return new AppError('site/upstream-unreachable', { upstream, problem })
}
