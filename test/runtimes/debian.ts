import path from 'node:path'
import { cached } from './cache.ts'
import { output } from './run.ts'

const MIRROR = process.env['DEBIAN_MIRROR'] ?? 'http://deb.debian.org/debian'

/** A minimal Debian in the cache: nothing but what these packages need. Wants root, and Debian's debootstrap. */
export function debian(release: 'bookworm' | 'trixie', packages: readonly string[]): Promise<string> {
  return cached(`debian-${release}`, (folder) => {
    process.stdout.write(`debootstrap ${release} (once on this computer) …\n`)
    output(['debootstrap', '--variant=minbase', `--include=${packages.join(',')}`, release, folder, MIRROR])
  })
}

export interface ChrootOptions {
  /** A Debian that stays as it is. */
  readonly lower: string
  /** Empty folder: what the commands change is written here. */
  readonly upper: string
  /** Folders of this computer, and where they are inside. */
  readonly binds?: Readonly<Record<string, string>>
  /** No network but the loopback address, and no IPv6. */
  readonly offline?: boolean
  readonly user?: { readonly id: number; readonly home: string }
  readonly env?: Readonly<Record<string, string>>
  /** Folder that the command begins in. */
  readonly cwd?: string
}

/** The words that run a command inside. */
export function chrootCommand(options: ChrootOptions, command: readonly string[]): string[] {
  const { lower, upper, binds = {}, offline = false, user, env = {}, cwd = '/' } = options
  const id = String(user?.id ?? 0)
  return [
    path.join(import.meta.dirname, 'chroot.sh'),
    lower,
    upper,
    ...Object.entries(binds).flatMap(([from, to]) => ['-b', `${from}:${to}`]),
    ...(offline ? ['--offline'] : []),
    '--',
    'setpriv',
    `--reuid=${id}`,
    `--regid=${id}`,
    '--clear-groups',
    'env',
    '-i',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    `HOME=${user?.home ?? '/root'}`,
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    'sh',
    '-euc',
    'cd "$0"; exec "$@"',
    cwd,
    ...command,
  ]
}
