import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pemOf } from './craft.ts'

export interface VerifyOptions {
  readonly leaf: Uint8Array
  readonly untrusted?: readonly Uint8Array[]
  readonly trusted: readonly Uint8Array[]
  readonly crls?: readonly Uint8Array[]
  /** More arguments of `openssl verify`. */
  readonly args?: readonly string[]
}

/** What openssl says first, with the depth it says it at; null: good. */
export type Said = { readonly number: number; readonly depth: number } | null

/** Asks `openssl verify`, with the system's authorities left out. @throws when it says neither */
export function opensslVerify({ leaf, untrusted = [], trusted, crls = [], args = [] }: VerifyOptions): Promise<Said> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-verify-'))
  const file = (name: string, list: readonly Uint8Array[], label = 'CERTIFICATE'): string => {
    const place = path.join(folder, name)
    fs.writeFileSync(place, list.map((der) => pemOf(der, label)).join(''))
    return place
  }
  const all = [
    'verify',
    '-no-CApath',
    '-no-CAstore',
    ...(trusted.length === 0 ? ['-no-CAfile'] : ['-CAfile', file('trusted.pem', trusted)]),
    ...(untrusted.length === 0 ? [] : ['-untrusted', file('untrusted.pem', untrusted)]),
    ...(crls.length === 0 ? [] : ['-CRLfile', file('crls.pem', crls, 'X509 CRL')]),
    ...args,
    file('leaf.pem', [leaf]),
  ]
  return new Promise((resolve, reject) => {
    execFile('openssl', all, (_error, stdout, stderr) => {
      fs.rmSync(folder, { recursive: true })
      const [, number, depth] = /error (\d+) at (\d+) depth lookup/.exec(stdout + stderr) ?? []
      if (number !== undefined) resolve({ number: Number(number), depth: Number(depth) })
      else if (/: OK$/m.test(stdout)) resolve(null)
      // A leaf whose key cannot be read ends the building of the chain without a word: X509_V_ERR_UNSPECIFIED.
      else if (stderr.includes('build_chain:internal error')) resolve({ number: 1, depth: 0 })
      else reject(new Error(`openssl verify: ${stdout}${stderr}`))
    })
  })
}

/**
 * The same for many leaves at once, for what one process takes: without what is sent along. @returns by place; `unreadable`
 * for what openssl takes for no certificate
 */
export function opensslVerifyMany(
  leaves: readonly Uint8Array[],
  { trusted, args = [] }: Pick<VerifyOptions, 'trusted' | 'args'>,
): Promise<(Said | 'unreadable')[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-verify-'))
  fs.writeFileSync(path.join(folder, 'trusted.pem'), trusted.map((der) => pemOf(der)).join(''))
  const files = leaves.map((der, at) => {
    fs.writeFileSync(path.join(folder, `${at}.pem`), pemOf(der))
    return `${at}.pem`
  })
  const all = ['verify', '-no-CApath', '-no-CAstore', '-CAfile', 'trusted.pem', ...args, ...files]
  return new Promise((resolve) => {
    // One stream keeps what is said of one file together.
    execFile(
      'sh',
      ['-c', 'exec openssl "$@" 2>&1', 'sh', ...all],
      { cwd: folder, maxBuffer: 1 << 24 },
      (_error, text) => {
        fs.rmSync(folder, { recursive: true })
        const said: (Said | 'unreadable')[] = files.map(() => 'unreadable')
        let first: Said = null
        for (const line of text.split('\n')) {
          const [, number, depth] = /^error (\d+) at (\d+) depth lookup/.exec(line) ?? []
          if (number !== undefined) first ??= { number: Number(number), depth: Number(depth) }
          const [, good, bad] = /^(?:(\d+)\.pem: OK|error (\d+)\.pem: verification failed)$/.exec(line) ?? []
          const at = good ?? bad
          if (at === undefined) continue
          said[Number(at)] = good === undefined ? (first ?? { number: 1, depth: 0 }) : null
          first = null
        }
        resolve(said)
      },
    )
  })
}
