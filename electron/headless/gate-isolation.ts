import fs from 'node:fs'
import path from 'node:path'

/**
 * A gate that was taken over may send signals to every process of the same account, its parent first, and read their
 * memory through /proc: Node's permission model denies neither. Namespaces of Linux do: in a PID namespace of its own
 * there is nobody to name (pid_namespaces(7)), and /proc shows that namespace only.
 */
export interface Isolation {
  /** The program that is run in the place of Node, absolute, and its arguments up to Node's path. */
  readonly program: string
  readonly args: readonly string[]
}

/** CAP_NET_BIND_SERVICE (capabilities(7)): the right to open ports below 1024. */
const CAP_NET_BIND_SERVICE = 1n << 10n

/** `unshare` of util-linux; null where there is none. */
function findUnshare(env: NodeJS.ProcessEnv): string | null {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  for (const folder of [...folders, '/usr/bin', '/bin']) {
    const file = path.join(folder, 'unshare')
    try {
      fs.accessSync(file, fs.constants.X_OK)
      return file
    } catch {
      // Not in this one.
    }
  }
  return null
}

/** Capabilities that are in effect, from proc_pid_status(5); none where that cannot be read. */
function effectiveCapabilities(): bigint {
  try {
    const found = /^CapEff:\s*([0-9a-f]+)$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))
    return BigInt(`0x${found?.[1] ?? '0'}`)
  } catch {
    return 0n
  }
}

/**
 * How this account may isolate a process, the best first, as far as can be told beforehand. Whether the kernel lets it
 * (containers, some distributions and the filters of a service do not) shows when it is tried.
 */
export function findIsolations(env: NodeJS.ProcessEnv): readonly Isolation[] {
  if (process.platform !== 'linux') return []
  const program = findUnshare(env)
  if (program === null) return []
  const root = process.geteuid?.() === 0
  // A capability counts in the namespace of its user only, and the network belongs to the one outside: a gate that may
  // open port 443 by that right alone would lose it.
  if (!root && (effectiveCapabilities() & CAP_NET_BIND_SERVICE) !== 0n) return []
  const user = root ? [] : ['--user', '--map-current-user']
  const always = [...user, '--pid', '--fork', '--kill-child=SIGKILL']
  return [
    { program, args: [...always, '--mount-proc', '--'] },
    // A /proc that is covered in parts, as in a service, cannot be mounted anew: the one outside is seen then, where
    // Node's permission model lets nothing be read.
    { program, args: [...always, '--'] },
  ]
}
