import path from 'node:path'
import { cached } from '../../packaging/fetch/cache.ts'
import { output } from '../../packaging/fetch/run.ts'

const MIRROR = process.env['DEBIAN_MIRROR'] ?? 'http://deb.debian.org/debian'

/** Installs packages in a Debian, with mounts of its own; no service is started. */
const INSTALL = `
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  cp /etc/resolv.conf "$1/etc/resolv.conf"
  printf '127.0.0.1\\tlocalhost\\n::1\\tlocalhost ip6-localhost\\n' > "$1/etc/hosts"
  printf '#!/bin/sh\\nexit 101\\n' > "$1/usr/sbin/policy-rc.d"
  chmod +x "$1/usr/sbin/policy-rc.d"
  root=$1
  shift
  export DEBIAN_FRONTEND=noninteractive
  chroot "$root" apt-get update -qq
  chroot "$root" apt-get install -y -qq --no-install-recommends "$@" > /dev/null
  chroot "$root" apt-get clean`

/**
 * A minimal Debian in the cache: nothing but what these packages need. Wants root, and Debian's debootstrap.
 * `more`: what is installed when it stands, as apt knows what else that needs.
 */
export function debian(
  release: 'bookworm' | 'trixie',
  packages: readonly string[],
  more: readonly string[] = [],
): Promise<string> {
  return cached(more.length > 0 ? `debian-${release}-more` : `debian-${release}`, (folder) => {
    process.stdout.write(`debootstrap ${release} (once on this computer) …\n`)
    output(['debootstrap', '--variant=minbase', `--include=${packages.join(',')}`, release, folder, MIRROR])
    if (more.length === 0) return
    const inside = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private']
    output([...inside, 'sh', '-euc', INSTALL, 'sh', folder, ...more])
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

/** Debian 13: Wine for Windows' own Node, and newer peers than those of this computer. */
export function debianThirteen(): Promise<string> {
  return debian('trixie', ['ca-certificates'], ['wine', 'wine64', 'openssl', 'haproxy', 'nginx-light'])
}
