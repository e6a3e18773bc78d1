import { countedAs } from '../../../shared/access/local-network.ts'
import { NO_BODY, type HeaderList } from '../http/head.ts'
import { headerValue, type Visit } from '../http/visit.ts'
import type { AcmeRequest, AcmeResponse } from '../acme-protocol.ts'

/** Bytes; the engine takes no more either (MAX_REQUEST_BYTES). */
const MAX_BODY_BYTES = 65_536
const MAX_PATH_LENGTH = 1024
const MAX_CONTENT_TYPE_LENGTH = 200
/** Requests whose body is being read or that wait for the engine: 4 MiB in all. */
const MAX_PENDING = 64
/** Of one line. */
const MAX_PENDING_PER_LINE = 8
/** Milliseconds for a body to come, however busy its sender is with it. */
const BODY_TIMEOUT_MS = 15_000
/** Milliseconds; the engine signs in far less. */
const ENGINE_TIMEOUT_MS = 30_000
/** Seconds after which somebody comes again who found no place. */
const BUSY_RETRY_AFTER_S = 5

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'] satisfies AcmeRequest['method'][]
const PATH = /^\/[\x21-\x7e]*$/
const HEADER_NAME = /^[a-z0-9-]{1,64}$/
const HEADER_VALUE = /^[\x20-\x7e]*$/

interface Pending {
  readonly id: number
  readonly line: string
  readonly visit: Visit
  readonly pieces: Buffer[]
  size: number
  /** performance.now() */
  deadline: number
  waitsForEngine: boolean
}

/** Requests on their way to the engine and back: bounded in size, number and time. */
export interface AcmeRequests {
  /** @param address of the peer */
  take(visit: Visit, address: string): void
  answer(response: AcmeResponse): void
  /** @param now performance.now() */
  sweep(now: number): void
}

export function createAcmeRequests(send: (request: AcmeRequest) => void): AcmeRequests {
  const pending = new Map<number, Pending>()
  let lastId = 0

  const isFull = (line: string): boolean => {
    if (pending.size >= MAX_PENDING) return true
    let ofLine = 0
    for (const one of pending.values()) if (one.line === line) ofLine += 1
    return ofLine >= MAX_PENDING_PER_LINE
  }

  const end = (one: Pending, status: number, detail: string, headers: HeaderList = []): void => {
    pending.delete(one.id)
    refuse(one.visit, status, detail, headers)
  }

  const pass = (one: Pending, address: string): void => {
    const { id, visit, pieces } = one
    one.waitsForEngine = true
    one.deadline = performance.now() + ENGINE_TIMEOUT_MS
    send({
      id,
      method: visit.method as AcmeRequest['method'],
      path: pathOf(visit.target),
      contentType: contentTypeOf(visit),
      body: Buffer.concat(pieces.splice(0)).toString('base64'),
      address,
    })
  }

  return {
    take(visit, address) {
      const problem = problemOf(visit)
      if (problem) return refuse(visit, problem.status, problem.detail, problem.headers)
      const line = countedAs(address)
      if (isFull(line)) {
        return refuse(visit, 503, 'Too many requests at once.', ['Retry-After', String(BUSY_RETRY_AFTER_S)])
      }
      lastId += 1
      const one: Pending = {
        id: lastId,
        line,
        visit,
        pieces: [],
        size: 0,
        deadline: performance.now() + BODY_TIMEOUT_MS,
        waitsForEngine: false,
      }
      pending.set(one.id, one)
      visit.attach({
        onBody(piece) {
          one.size += piece.length
          if (one.size <= MAX_BODY_BYTES) one.pieces.push(piece)
          else if (pending.has(one.id)) end(one, 413, 'The request is too long.')
          return true
        },
        onBodyEnd: () => (pending.has(one.id) ? pass(one, address) : undefined),
        onDrain: () => undefined,
        onGone: () => void pending.delete(one.id),
      })
      if (visit.bodyEnded) return pass(one, address)
      // RFC 9110 §10.1.1: curl waits for it where a body is longer than a kilobyte.
      if (visit.expectsContinue) visit.interim(100, [])
      visit.readBody()
    },

    answer({ id, status, headers, body }) {
      const one = pending.get(id)
      if (!one?.waitsForEngine) return
      pending.delete(id)
      const fields = Object.entries(headers).flatMap(([name, value]) =>
        HEADER_NAME.test(name) && HEADER_VALUE.test(value) ? [name, value] : [],
      )
      write(one.visit, status, fields, body)
    },

    sweep(now) {
      for (const one of pending.values()) {
        if (now < one.deadline) continue
        if (one.waitsForEngine) {
          end(one, 503, 'There was no answer in time.', ['Retry-After', String(BUSY_RETRY_AFTER_S)])
        } else end(one, 408, 'The request did not come in time.')
      }
    },
  }
}

/** Without its query, which nothing here has a use for. */
const pathOf = (target: string): string => target.replace(/\?.*$/s, '')

/** Empty where there is none, which the engine takes for no request that is signed (RFC 8555 §6.2). */
const contentTypeOf = ({ headers }: Visit): string => headerValue(headers, 'content-type') ?? ''

/** Why a request does not get as far as the engine. */
function problemOf(visit: Visit): { status: number; detail: string; headers?: HeaderList } | null {
  const { method, target, body } = visit
  if (!METHODS.includes(method)) {
    return { status: 405, detail: 'Only GET, HEAD and POST are answered here.', headers: ['Allow', METHODS.join(', ')] }
  }
  const path = pathOf(target)
  if (path.length > MAX_PATH_LENGTH) return { status: 414, detail: 'The path is too long.' }
  if (!PATH.test(path)) return { status: 400, detail: 'The path cannot be read.' }
  if (method !== 'POST' && body.kind !== 'none') return { status: 400, detail: `A ${method} has no body here.` }
  if (body.kind === 'length' && body.bytes > MAX_BODY_BYTES) return { status: 413, detail: 'The request is too long.' }
  if (contentTypeOf(visit).length > MAX_CONTENT_TYPE_LENGTH) {
    return { status: 415, detail: 'The content type must be application/jose+json.' }
  }
  return null
}

/** A problem document (RFC 9457) of the gate's own; the connection ends with it. */
function refuse(visit: Visit, status: number, detail: string, headers: HeaderList = []): void {
  const short = status === 503 ? 'rateLimited' : 'malformed'
  const document = JSON.stringify({ type: `urn:ietf:params:acme:error:${short}`, detail, status })
  visit.closeAfterResponse()
  write(
    visit,
    status,
    ['Content-Type', 'application/problem+json', ...headers],
    visit.method === 'HEAD' ? '' : document,
  )
}

function write(visit: Visit, status: number, headers: HeaderList, text: string): void {
  const bytes = Buffer.from(text)
  // RFC 9110 §8.6: none with 204; with HEAD it would be that of the GET.
  const length = status === 204 || visit.method === 'HEAD' ? [] : ['Content-Length', String(bytes.length)]
  visit.begin({ status, reason: '', headers: [...headers, ...length], body: NO_BODY })
  visit.write(bytes)
  visit.end()
}
