import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { confinedEnvironment, HANDED_ON, toolEnvironment } from '../../../electron/engine/child-environment.ts'

const SECRETS = {
  VESTIBULE_PASSPHRASE: 'tidal otter lantern',
  VESTIBULE_NEW_PASSPHRASE: 'other',
  AWS_SECRET_ACCESS_KEY: 'key',
  GITHUB_TOKEN: 'token',
  NODE_OPTIONS: '--inspect=0.0.0.0',
  LD_PRELOAD: '/tmp/x.so',
  PATH: '/usr/bin',
  HOME: '/home/alice',
}

/** As a program of each platform finds its environment; what the gate gets of it. */
const platforms: readonly [NodeJS.Platform, Record<string, string>, Record<string, string>][] = [
  [
    'linux',
    { SSL_CERT_FILE: '/etc/ssl/cert.pem', SSL_CERT_DIR: '/etc/ssl/certs', XDG_RUNTIME_DIR: '/run/user/1000' },
    {
      NODE_ENV: 'production',
      MALLOC_ARENA_MAX: '1',
      SSL_CERT_FILE: '/etc/ssl/cert.pem',
      SSL_CERT_DIR: '/etc/ssl/certs',
    },
  ],
  ['darwin', { TMPDIR: '/var/folders/x/', SSH_AUTH_SOCK: '/tmp/agent' }, { NODE_ENV: 'production' }],
  [
    'win32',
    // Names have any case there, and some programs change it.
    {
      SYSTEMROOT: 'C:\\Windows',
      SystemDrive: 'C:',
      WinDir: 'C:\\Windows',
      temp: 'C:\\T',
      TMP: 'C:\\T',
      USERPROFILE: 'C:\\Users\\a',
    },
    {
      NODE_ENV: 'production',
      // Without it Winsock fails with 10106.
      SystemRoot: 'C:\\Windows',
      SystemDrive: 'C:',
      windir: 'C:\\Windows',
      TEMP: 'C:\\T',
      TMP: 'C:\\T',
    },
  ],
  ['freebsd', {}, { NODE_ENV: 'production' }],
]

describe('the environment of the gate', () => {
  test.each(platforms)('on %s is what that system needs, and nothing else', (platform, given, expected) => {
    expect(confinedEnvironment(platform, { ...SECRETS, ...given })).toEqual(expected)
  })

  test('has a reason for every variable', () => {
    for (const reasons of Object.values(HANDED_ON)) {
      for (const reason of Object.values(reasons)) expect(reason.length).toBeGreaterThan(5)
    }
  })
})

test('programs of the system get the owner’s environment without what is meant for Vestibule alone', () => {
  const env = toolEnvironment({ ...SECRETS, Vestibule_Data: '/data' })
  expect(env).toMatchObject({ PATH: '/usr/bin', HOME: '/home/alice', GITHUB_TOKEN: 'token' })
  expect(Object.keys(env).filter((name) => /vestibule/i.test(name))).toEqual([])
})

describe('every process that is started', () => {
  const root = fileURLToPath(new URL('../../../electron', import.meta.url))
  const sources = fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|js)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => [name, fs.readFileSync(path.join(root, name), 'utf8')] as const)
  const STARTS = /\b(?:spawn|spawnSync|execFile|execFileSync|fork|new Worker)\(/g

  /** The text of a call, up to the parenthesis that ends it. */
  function callAt(source: string, at: number): string {
    let depth = 0
    for (let end = source.indexOf('(', at); end < source.length; end += 1) {
      if (source[end] === '(') depth += 1
      if (source[end] === ')' && --depth === 0) return source.slice(at, end + 1)
    }
    return source.slice(at)
  }
  const calls = sources.flatMap(([name, source]) => {
    const alias = /const (\w+) = promisify\(execFile\)/.exec(source)?.[1]
    const pattern = alias === undefined ? STARTS : new RegExp(`${STARTS.source}|\\b${alias}\\(`, 'g')
    if (!/node:child_process|utilityProcess|node:worker_threads/.test(source)) return []
    return [...source.matchAll(pattern)].map((found) => [name, callAt(source, found.index)] as const)
  })

  test('is found', () => expect(calls.length).toBeGreaterThan(10))

  test.each(calls)('%s says which environment: %s', (_name, call) => {
    // By name, or in options that are declared beside it.
    expect(call).toMatch(/\benv\b|, options\)/)
  })
})
