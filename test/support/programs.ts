/**
 * Foreign programs, and other things of the computer, that some tests need. A test says so with a tag:
 * `test('…', needs('curl'), …)`, `describe('…', needs('haproxy', 'nginx'), …)`, or for a whole file with a comment
 * `@module-tag curl`. Where one is missing the test is not run, and counted by name at the end of `npm test`; where
 * everything has to be there (`VESTIBULE_TEST_EVERYTHING=1`, set by .ci/run) it runs, and fails.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const linux = process.platform === 'linux'

interface Need {
  /** Debian's package; null for what cannot be installed. */
  readonly debian: string | null
  /** In words, for the line at the end. */
  readonly words?: string
  readonly met: () => boolean
}

function program(debian: string, ...names: string[]): Need {
  return { debian, met: () => names.every((name) => onPath(name) !== null) }
}

function file(debian: string, place: string): Need {
  return { debian, met: () => fs.existsSync(place) }
}

function condition(words: string, met: () => boolean): Need {
  return { debian: null, words, met }
}

const NEEDS = {
  age: program('age', 'age', 'age-keygen'),
  ab: program('apache2-utils', 'ab'),
  apache2: program('apache2', 'apache2'),
  buildah: program('buildah', 'buildah'),
  bind9: program('bind9', 'named'),
  caddy: program('caddy', 'caddy'),
  certtool: program('gnutls-bin', 'certtool'),
  chromium: { debian: 'chromium', met: () => fs.existsSync(process.env['CHROMIUM'] ?? '/usr/bin/chromium') },
  curl: program('curl', 'curl'),
  debootstrap: program('debootstrap', 'debootstrap'),
  'dpkg-deb': program('dpkg', 'dpkg-deb'),
  'easy-rsa': file('easy-rsa', '/usr/share/easy-rsa/easyrsa'),
  firefox: program('firefox-esr', 'firefox-esr'),
  haproxy: program('haproxy', 'haproxy'),
  keytool: program('default-jre-headless', 'keytool'),
  knot: program('knot', 'knotd'),
  'libssl-dev': file('libssl-dev', '/usr/include/openssl/x509_vfy.h'),
  lintian: program('lintian', 'lintian'),
  minisign: program('minisign', 'minisign'),
  nghttp2: program('nghttp2-client', 'nghttp', 'h2load'),
  nginx: program('nginx-light', 'nginx'),
  nss: program('libnss3-tools', 'certutil', 'pk12util'),
  openssl: program('openssl', 'openssl'),
  pebble: program('pebble', 'pebble', 'pebble-challtestsrv'),
  python3: program('python3', 'python3'),
  strace: { debian: 'strace', met: () => linux && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0 },
  'systemd-analyze': program('systemd', 'systemd-analyze'),
  unzip: program('unzip', 'unzip'),
  ipv6: condition('IPv6', () =>
    Object.values(os.networkInterfaces()).some((list) => list?.some((one) => one.address === '::1')),
  ),
  linux: condition('Linux', () => linux),
  mounts: condition(
    'the right to mount (root, unshare -m)',
    () => linux && spawnSync('unshare', ['-m', 'true']).status === 0,
  ),
  namespaces: condition('PID namespaces (unshare --pid --mount-proc)', () => {
    const user = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user']
    return linux && spawnSync('unshare', [...user, '--pid', '--fork', '--mount-proc', 'true']).status === 0
  }),
  root: condition('root', () => process.getuid?.() === 0),
} as const satisfies Record<string, Need>

export type NeedName = keyof typeof NEEDS

export const needNames = Object.keys(NEEDS) as NeedName[]

declare module 'vitest' {
  interface TestTags {
    readonly name: NeedName
  }
}

/** The path of a program, looked for on the PATH; null where it is not. */
export function onPath(name: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '')
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of folders) {
    for (const ending of endings) {
      const place = path.join(folder, name + ending)
      try {
        fs.accessSync(place, fs.constants.X_OK)
        if (fs.statSync(place).isFile()) return place
      } catch {
        // Not here.
      }
    }
  }
  return null
}

/** The PATH with the folders that Debian leaves out for ordinary users: HAProxy, nginx and Apache are there. */
export function pathOfServers(env: NodeJS.ProcessEnv = process.env): string {
  const given = (env['PATH'] ?? '').split(path.delimiter)
  if (process.platform === 'win32') return given.join(path.delimiter)
  return [...given, ...['/usr/local/sbin', '/usr/sbin', '/sbin'].filter((one) => !given.includes(one))].join(':')
}

/** Options of a test or a group that needs these. */
export function needs(...names: readonly NeedName[]): { tags: NeedName[] } {
  return { tags: [...names] }
}

/** Whether a missing program is a failure: in continuous integration. */
export function everythingIsWanted(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['VESTIBULE_TEST_EVERYTHING'] === '1'
}

const answers = new Map<NeedName, boolean>()

export function isMet(name: NeedName): boolean {
  let met = answers.get(name)
  if (met === undefined) {
    met = NEEDS[name].met()
    answers.set(name, met)
  }
  return met
}

export function missingNeeds(): NeedName[] {
  return needNames.filter((name) => !isMet(name))
}

/** What a need is called in a sentence. */
export function needInWords(name: NeedName): string {
  const need: Need = NEEDS[name]
  return need.words ?? name
}

/** Debian's packages that bring what is named, each once. */
export function debianPackages(names: readonly NeedName[]): string[] {
  const packages = names.map((name) => NEEDS[name].debian).filter((one) => one !== null)
  return [...new Set(packages)].toSorted()
}
