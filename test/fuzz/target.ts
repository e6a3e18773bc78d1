import type { SeededRandom } from '../support/random.ts'

/** Draws a whole number from 0 up to, not including, `below`. */
export type Pick = SeededRandom['pick']

/** Folders of the corpus. */
export type Kind =
  | 'signer'
  | 'certificate'
  | 'key'
  | 'pkcs12'
  | 'request'
  | 'crl'
  | 'index'
  | 'profile'
  | 'bundle'
  | 'archive'
  | 'database'
  | 'backup'
  | 'hello'
  | 'flight'

/** Real files, by kind. */
export type Corpus = Readonly<Record<Kind, readonly Buffer[]>>

/** Of every encrypted file in it. */
export const PASSWORD = 'secret'

/** Puts a file into the corpus. */
export type Add = (kind: Kind, name: string, bytes: string | Uint8Array) => void

/** One reader of foreign bytes, and what it promises. */
export interface Target {
  /** Lower case and dashes; part of file names. */
  readonly name: string
  /** What mutations begin with, besides `seeds`. */
  readonly from?: readonly Kind[]
  readonly seeds?: readonly (string | Buffer)[]
  /** Makes of mutated bytes what a stranger would: signed again, packed again. */
  readonly finish?: (mutated: Buffer, corpus: Corpus) => Buffer | Promise<Buffer>
  /** The largest input. Bytes. */
  readonly most?: number
  /** Processor time that an input may take. Milliseconds. */
  readonly patience?: number
  /** What may come out besides the errors of the catalogue. */
  readonly mayThrow?: readonly (abstract new (...args: never[]) => Error)[]
  /** Reads the input as the program does. Whatever else it throws is a bug; `must` tells broken promises. */
  readonly read: (input: Buffer, corpus: Corpus) => unknown
}

/** A promise that a reader did not keep. */
class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise'
}

/** @throws BrokenPromise when it does not hold. @param promise what should be so, in words */
export function must(holds: boolean, promise: string, ...values: readonly unknown[]): void {
  if (!holds) throw new BrokenPromise([promise, ...values.map((value) => JSON.stringify(value))].join(': '))
}

// oxlint-disable-next-line no-control-regex -- naming them is the point
const CONTROL = /[\u0000-\u001F\u007F]/

/** Text that goes into headers, logs and pages. */
export function mustBeOneLine(text: string): void {
  must(!CONTROL.test(text), 'no control character comes out', text.slice(0, 200))
}
