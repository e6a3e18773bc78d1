import http from 'node:http'
import https from 'node:https'
import type { TLSSocket } from 'node:tls'
import { readChallenges, type Challenge } from '../../../shared/challenges.ts'
import type { AskedLogin } from '../../../shared/contract/login.ts'
import { message, type Message } from '../../../shared/messages/message.ts'
import { readPeerSafely } from '../../pki/tls-peer.ts'
import { upstreamHostOf } from '../store/site-options.ts'
import type { SiteRecord } from '../store/sites.ts'
import { upstreamProblem } from './upstream.ts'

const TIMEOUT_MS = 8000
const MAX_PAGE = 256 * 1024
/** Characters of a realm that are told: the device chooses it. */
const MAX_REALM_LENGTH = 100
const MAX_SCHEMES = 8

interface Answer {
  readonly status: number
  readonly challenges: readonly Challenge[]
  readonly page: string
}

/** One request without any login. Nothing secret is sent, so an https upstream may show any certificate. */
function ask(url: URL, host: string | null): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const client = url.protocol === 'https:' ? https : http
    const request = client.get(
      url,
      {
        agent: false,
        rejectUnauthorized: false,
        headers: { accept: 'text/html,*/*', connection: 'close', ...(host === null ? {} : { host }) },
      },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        const done = (): void => {
          clearTimeout(timer)
          resolve({
            status: response.statusCode ?? 0,
            challenges: readChallenges(response.headersDistinct['www-authenticate'] ?? []),
            page: Buffer.concat(chunks).subarray(0, MAX_PAGE).toString('utf8'),
          })
          request.destroy()
        }
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          size += chunk.length
          if (size >= MAX_PAGE) done()
        })
        response.on('end', done)
        response.on('error', done)
      },
    )
    const timer = setTimeout(
      () => request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      TIMEOUT_MS,
    )
    request.on('socket', (socket) => {
      if (url.protocol === 'https:') readPeerSafely(socket as TLSSocket)
    })
    request.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}

/** Schemes that log a connection in (RFC 4559): each visitor keeps one of their own. */
const OF_CONNECTION = new Set(['negotiate', 'ntlm', 'kerberos'])

function wantedBy({ status, challenges, page }: Answer): AskedLogin['wants'] {
  const schemes = new Set(challenges.map(({ scheme }) => scheme))
  if (status === 401) {
    // The password is no secret from who listens to Basic.
    if (schemes.has('digest')) return 'digest'
    if (schemes.has('basic')) return 'basic'
    if (schemes.has('bearer')) return 'bearer'
    if ([...schemes].some((scheme) => OF_CONNECTION.has(scheme))) return 'connection'
    return 'unknown'
  }
  if (status >= 200 && status < 300) return /<input\b[^>]*\btype\s*=\s*["']?password/i.test(page) ? 'form' : 'none'
  return 'unclear'
}

function viewChallenge({ scheme, parameters }: Challenge): AskedLogin['challenges'][number] {
  const text = (name: string): string | null => {
    const value = (parameters.get(name) ?? '').replaceAll(/\p{C}/gu, '').slice(0, MAX_REALM_LENGTH)
    return value === '' ? null : value
  }
  const algorithm = scheme === 'digest' ? (text('algorithm') ?? 'MD5') : null
  return { scheme: scheme.slice(0, 40), realm: text('realm'), algorithm, qop: text('qop') }
}

function sentenceOf(wants: AskedLogin['wants'], status: number, challenges: AskedLogin['challenges']): Message {
  if (wants === 'unclear') return message('siteDiagnosis.wants.unclear', { status })
  if (wants === 'digest') {
    const algorithms = challenges.flatMap((one) => one.algorithm ?? [])
    return message('siteDiagnosis.wants.digest', { algorithms: algorithms.join(', ') })
  }
  return message(`siteDiagnosis.wants.${wants}`)
}

/** What the device behind a door asks visitors for, found out by asking it. Never throws for what the device does. */
export async function askLogin({ upstream, options }: SiteRecord): Promise<AskedLogin> {
  const host = upstreamHostOf(options, upstream, upstream)
  try {
    const answer = await ask(new URL(upstream), host)
    const wants = wantedBy(answer)
    const challenges = answer.challenges.slice(0, MAX_SCHEMES).map(viewChallenge)
    const sentence = sentenceOf(wants, answer.status, challenges)
    return { upstream, status: answer.status, challenges, wants, sentence, problem: null }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const problem = upstreamProblem(upstream, code).toProblem()
    return {
      upstream,
      status: null,
      challenges: [],
      wants: 'unclear',
      sentence: message('siteDiagnosis.wants.silent'),
      problem,
    }
  }
}
