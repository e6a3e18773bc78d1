import type { Socket } from 'node:net'
import { isMethodOverride } from '../../../shared/access/method.ts'
import { NO_BODY, type HeaderList, type ResponseHead } from '../http/head.ts'
import type { LoginPolicy } from '../protocol.ts'
import { DigestLogin, type DigestAnswer } from './digest.ts'
import type { ConnectionOwner, UpstreamRequest } from './request.ts'
import type { Sender, Transfer, TransferHandlers } from './sending.ts'

/** Bodies up to this length are kept, to be sent again with the answer to a challenge. Bytes. */
const MAX_KEPT_BODY = 64 * 1024
/** A challenge is asked for so often in the course of one request: without one, and with one that is out of date. */
const MAX_ANSWERS = 2
/** Of the page of a 401 nothing is needed: a longer one costs its connection. Bytes. */
const MAX_DISCARDED = 64 * 1024

const logins = new WeakMap<LoginPolicy, DigestLogin>()

/** A way to an upstream at which the gate logs in by Digest; the same way where it does not. */
export function loggedIn(sender: Sender, policy: LoginPolicy | null): Sender {
  if (!policy?.digest) return sender
  let login = logins.get(policy)
  if (!login) logins.set(policy, (login = new DigestLogin(policy.digest)))
  const known = login
  return { send: (request, handlers, owner) => new DigestSending(sender, known, request, handlers, owner) }
}

/** Without the header by which the gate has logged in before it was asked. */
function withoutLogin(headers: HeaderList): HeaderList {
  return headers.filter((_one, at) => headers[at - (at % 2)]?.toLowerCase() !== 'authorization')
}

/** Whether a body can be kept: it is short, and its length is told in front. */
function isKept({ body }: UpstreamRequest): boolean {
  return body.kind === 'none' || (body.kind === 'length' && body.bytes <= MAX_KEPT_BODY)
}

/**
 * One request to an upstream that asks for a Digest login. A request whose body cannot be kept is preceded by a HEAD
 * without a body, which brings the challenge: a POST without its body, as some programs send first, would be carried out
 * by a device that asks nobody there.
 */
class DigestSending implements Transfer, TransferHandlers {
  readonly #sender: Sender
  readonly #login: DigestLogin
  readonly #request: UpstreamRequest
  readonly #handlers: TransferHandlers
  readonly #owner: ConnectionOwner
  readonly #isKept: boolean
  /** The body, as far as it has come. */
  readonly #pieces: Buffer[] = []
  #ended = false
  #transfer: Transfer | null = null
  /** Pieces that were given to the present transfer, and whether it was told the end. */
  #given = 0
  #endGiven = false
  #answer: DigestAnswer | null = null
  #answers = 0
  /** What comes now belongs to a 401, or to the HEAD in front: nobody is told. */
  #discards = false
  #discarded = 0
  #isProbe = false
  #over = false

  constructor(
    sender: Sender,
    login: DigestLogin,
    request: UpstreamRequest,
    handlers: TransferHandlers,
    owner: ConnectionOwner,
  ) {
    this.#sender = sender
    this.#login = login
    this.#request = request
    this.#handlers = handlers
    this.#owner = owner
    this.#isKept = isKept(request)
    if (this.#isKept) this.#send()
    else this.#probe()
  }

  get ready(): boolean {
    return !this.#isProbe && !this.#discards && (this.#transfer?.ready ?? false)
  }

  #probe(): void {
    this.#isProbe = true
    const headers = withoutLogin(this.#request.headers).filter((_one, at, all) => {
      const name = all[at - (at % 2)] as string
      // The HEAD has no body, and must not be taken for another method.
      return !/^(?:content-|expect$)/i.test(name) && !isMethodOverride(name)
    })
    const probe = { ...this.#request, method: 'HEAD', body: NO_BODY, upgrade: null, headers }
    this.#transfer = this.#sender.send(probe, this, this.#owner)
  }

  #send(): void {
    this.#isProbe = false
    this.#discards = false
    this.#discarded = 0
    this.#given = 0
    this.#endGiven = false
    const request = this.#request
    this.#answer = this.#login.answer(request)
    const headers = this.#answer
      ? [...withoutLogin(request.headers), 'Authorization', this.#answer.value]
      : request.headers
    this.#transfer = null
    this.#transfer = this.#sender.send({ ...request, headers }, this, this.#owner)
  }

  /** Gives the transfer what is kept of the body. @returns false when it does not keep up */
  #flush(): boolean {
    const transfer = this.#transfer
    if (!transfer?.ready) return false
    let hasRoom = true
    for (; this.#given < this.#pieces.length; this.#given += 1) {
      hasRoom = transfer.write(this.#pieces[this.#given] as Buffer)
    }
    if (this.#ended && !this.#endGiven) {
      this.#endGiven = true
      transfer.end([])
    }
    return hasRoom
  }

  write(piece: Buffer): boolean {
    if (!this.#isKept) return this.#transfer?.write(piece) ?? false
    this.#pieces.push(piece)
    return this.#discards ? true : this.#flush()
  }
  end(trailers: HeaderList): void {
    if (!this.#isKept) return this.#transfer?.end(trailers)
    this.#ended = true
    if (!this.#discards) this.#flush()
  }
  pause(): void {
    if (!this.#discards) this.#transfer?.pause()
  }
  resume(): void {
    this.#transfer?.resume()
  }
  abort(): void {
    this.#over = true
    this.#transfer?.abort()
  }

  onReady(): void {
    if (this.#over || this.#isProbe || this.#discards || !this.#transfer) return
    if (this.#isKept) this.#flush()
    if (this.#request.body.kind !== 'none' && !this.#ended) this.#handlers.onReady()
  }
  onInterim(head: ResponseHead): void {
    if (!this.#isProbe) this.#handlers.onInterim(head)
  }
  onHead(head: ResponseHead): void {
    const { status, headers } = head
    if (status !== 401) this.#login.answered(headers)
    if (this.#isProbe) {
      this.#discards = true
      if (status === 401) this.#login.challenged(headers, null, true)
      return
    }
    const mayAnswer = status === 401 && this.#isKept && this.#answers < MAX_ANSWERS
    if (mayAnswer && this.#login.challenged(headers, this.#answer, this.#answers > 0)) {
      this.#answers += 1
      this.#discards = true
      return
    }
    this.#handlers.onHead(head)
  }
  onData(piece: Buffer): void {
    if (!this.#discards) return this.#handlers.onData(piece)
    this.#discarded += piece.length
    if (this.#discarded <= MAX_DISCARDED) return
    const transfer = this.#transfer
    transfer?.abort()
    this.#again()
  }
  onEnd(trailers: HeaderList): void {
    if (this.#discards) this.#again()
    else this.#handlers.onEnd(trailers)
  }
  onSwitched(head: ResponseHead, socket: Socket, rest: Buffer): void {
    this.#handlers.onSwitched(head, socket, rest)
  }
  onFailed(code: string): void {
    // The page of a 401 that breaks off has said what was wanted of it.
    if (this.#discards) this.#again()
    else this.#handlers.onFailed(code)
  }

  /** Not within the call that has ended the one before: its connection is free after that. */
  #again(): void {
    this.#discards = true
    setImmediate(() => {
      if (this.#over) return
      this.#send()
      if (this.ready) this.onReady()
    })
  }
}
