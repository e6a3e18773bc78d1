import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Issued } from './openssl-pki.ts'

/** What the authority's list says of a certificate; `unknown`: it is not in it. */
export type OcspSaid = 'good' | 'revoked' | 'unknown'

export interface OcspAnswer {
  readonly authority: Issued
  readonly leaf: Issued
  /** Default: good. */
  readonly said?: OcspSaid
  /** Who signs. Default: the authority itself. */
  readonly signer?: Issued
  /** Further arguments of `openssl ocsp`. Default: valid for ten minutes. */
  readonly args?: readonly string[]
}

function index({ leaf, said = 'good' }: Pick<OcspAnswer, 'leaf' | 'said'>): string {
  const serial = leaf.serial.length % 2 === 0 ? leaf.serial : `0${leaf.serial}`
  if (said === 'unknown') return ''
  return `${said === 'good' ? 'V\t350101000000Z\t' : 'R\t350101000000Z\t260101000000Z'}\t${serial}\tunknown\t/CN=x\n`
}

/** The files of an answer, in a folder of its own. @returns the arguments that name them */
function files(folder: string, answer: OcspAnswer): string[] {
  const { authority, leaf, signer = authority, args = ['-nmin', '10'] } = answer
  const write = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text)
    return name
  }
  write('leaf.crt', leaf.cert)
  return [
    '-index',
    write('index.txt', index(answer)),
    '-CA',
    write('ca.crt', authority.cert),
    '-rsigner',
    write('signer.crt', signer.cert),
    '-rkey',
    write('signer.key', signer.key),
    ...args,
  ]
}

function run(folder: string, ...args: readonly string[]): void {
  execFileSync('openssl', ['ocsp', ...args], { cwd: folder, stdio: 'pipe' })
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-ocsp-'))
  try {
    return work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function ask(folder: string, { authority, leaf }: Pick<OcspAnswer, 'authority' | 'leaf'>): void {
  fs.writeFileSync(path.join(folder, 'ca.crt'), authority.cert)
  fs.writeFileSync(path.join(folder, 'leaf.crt'), leaf.cert)
  run(folder, '-issuer', 'ca.crt', '-cert', 'leaf.crt', '-no_nonce', '-reqout', 'request.der')
}

/** The request that openssl would send. DER. */
export function opensslOcspRequest(about: Pick<OcspAnswer, 'authority' | 'leaf'>): Buffer {
  return inFolder((folder) => {
    ask(folder, about)
    return fs.readFileSync(path.join(folder, 'request.der'))
  })
}

/** A response that openssl signs. DER. */
export function opensslOcspResponse(answer: OcspAnswer): Buffer {
  return inFolder((folder) => {
    ask(folder, answer)
    run(folder, '-reqin', 'request.der', '-respout', 'response.der', ...files(folder, answer))
    return fs.readFileSync(path.join(folder, 'response.der'))
  })
}

export interface OcspResponder {
  /** From now on it says something else. */
  say(said: OcspSaid): Promise<void>
  stop(): Promise<void>
}

/** Starts it and waits until it says that it waits: before that nobody is answered. */
function spawnResponder(folder: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('openssl', ['ocsp', '-ignore_err', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`openssl ocsp ended: ${log}`)))
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString()
      if (/waiting for OCSP client connections/i.test(log)) resolve(child)
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGKILL')
  })
}

/** The responder that openssl brings along, on a port that was free a moment ago. */
export async function startOcspResponder(port: number, answer: OcspAnswer): Promise<OcspResponder> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-ocsp-'))
  const start = (said: OcspSaid): Promise<ChildProcess> =>
    spawnResponder(folder, ['-port', String(port), ...files(folder, { ...answer, said })])
  let child = await start(answer.said ?? 'good')
  return {
    async say(said) {
      // It looks at its list only after it has answered once more.
      await end(child)
      child = await start(said)
    },
    async stop() {
      await end(child)
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}
