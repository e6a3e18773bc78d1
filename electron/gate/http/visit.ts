import type { Framing, HeaderList } from './head.ts'

/** What a visitor does while a request is answered. After `onGone` nothing more comes. */
export interface VisitHandlers {
  /** @returns false when no more is wanted for now: `readBody` goes on */
  onBody(piece: Buffer): boolean
  /** @param trailers fields behind the body, as they came */
  onBodyEnd(trailers: HeaderList): void
  /** The visitor takes more of the answer again. */
  onDrain(): void
  /** The visitor has left before the answer was whole, or has sent what is no body. */
  onGone(): void
}

/** The head of an answer. Its headers say nothing of the connection. */
export interface AnswerHead {
  readonly status: number
  /** Empty for the usual one. */
  readonly reason: string
  readonly headers: HeaderList
  /** As far as it is not told by Content-Length among the headers. */
  readonly body: Framing
}

/** One request and the way to answer it, whichever protocol brought it. */
export interface Visit {
  readonly method: string
  readonly target: string
  /** The host it is for, as it was written; null when that is not told exactly once. */
  readonly authority: string | null
  readonly headers: HeaderList
  readonly body: Framing
  readonly expectsContinue: boolean
  /** Bytes of the body that have come. */
  readonly received: number
  readonly bodyEnded: boolean
  /** Whether the body is held back at our wish. */
  readonly paused: boolean
  readonly answered: boolean
  /** Bytes of the answer that the visitor has not taken yet. */
  readonly buffered: number
  attach(handlers: VisitHandlers): void
  /** Begins with the body, or goes on. Until then none is read. */
  readBody(): void
  /**
   * An answer before the answer (RFC 9110 §15.2).
   * @returns false when the visitor does not keep up: `onDrain` tells when it does
   */
  interim(status: number, headers: HeaderList): boolean
  begin(head: AnswerHead): void
  /** @returns false when the visitor does not keep up: `onDrain` tells when it does */
  write(piece: Buffer): boolean
  /** @param trailers fields behind the content; left out where the visitor's protocol has no place for them */
  end(trailers?: HeaderList): void
  /** Ends the request at once, so that a half answer cannot be taken for whole. */
  cut(): void
  /** Lets the visitor's next request come over another connection: with another handshake. */
  closeAfterResponse(): void
}

/** The value of a header; undefined where there is none, the first of several. @param name in lower case */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    const here = headers[at] as string
    if (here.length === name.length && here.toLowerCase() === name) return headers[at + 1]
  }
  return undefined
}
