import type { Duplex } from 'node:stream'

/** Bytes up to which parts are copied into one; longer ones go together in one call of the system as they are. */
const JOIN = 16_384
/** Bytes with which nothing is waited for any more. */
const FULL = 65_536
/**
 * A part of so many bytes is one of a run: what comes over TLS comes in records of 16 KiB, several at a time but each
 * on its own. The run is waited for until everything that has arrived is read.
 */
const RUN = 8192

/**
 * What is to be written, put together: head, body and last chunk leave as one packet where they come at one time. Each
 * write through TLS costs a record and a system call.
 */
export class Outbox {
  readonly #socket: Duplex
  #parts: (Buffer | string)[] = []
  #bytes = 0
  #planned = false
  #runPlanned = false

  constructor(socket: Duplex) {
    this.#socket = socket
  }

  /** Bytes that the socket has not taken over yet. */
  get waiting(): number {
    return this.#bytes + this.#socket.writableLength
  }

  /** Whether more may be put in without piling up. When not, the socket's `drain` says from when on. */
  get hasRoom(): boolean {
    return !this.#socket.writableNeedDrain
  }

  /** @param part text is Latin-1 */
  put(part: Buffer | string): void {
    this.#parts.push(part)
    this.#bytes += part.length
    if (this.#bytes >= FULL) this.flush()
    else if (part.length >= RUN) {
      if (this.#runPlanned) return
      this.#runPlanned = true
      setImmediate(flushRun, this)
    } else if (!this.#planned) {
      this.#planned = true
      process.nextTick(flushPlanned, this)
    }
  }

  /** A frame: its payload decides whether it is one of a run. @param head Latin-1 */
  putFrame(head: string, payload: Buffer): void {
    this.#parts.push(head)
    this.#bytes += head.length
    this.put(payload)
  }

  flushRun(): void {
    this.#runPlanned = false
    this.flush()
  }

  flush(): void {
    this.#planned = false
    const parts = this.#parts
    if (parts.length === 0) return
    const bytes = this.#bytes
    this.#parts = []
    this.#bytes = 0
    const [first] = parts
    if (parts.length === 1 && first !== undefined) this.#write(first)
    else if (bytes <= JOIN) this.#write(joined(parts, bytes))
    else {
      this.#socket.cork()
      for (const part of parts) this.#write(part)
      this.#socket.uncork()
    }
  }

  #write(part: Buffer | string): void {
    if (typeof part === 'string') this.#socket.write(part, 'latin1')
    else this.#socket.write(part)
  }
}

function flushPlanned(outbox: Outbox): void {
  outbox.flush()
}

function flushRun(outbox: Outbox): void {
  outbox.flushRun()
}

function joined(parts: readonly (Buffer | string)[], bytes: number): Buffer {
  const whole = Buffer.allocUnsafe(bytes)
  let at = 0
  for (const part of parts) at += typeof part === 'string' ? whole.write(part, at, 'latin1') : part.copy(whole, at)
  return whole
}
