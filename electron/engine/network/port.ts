import fs from 'node:fs/promises'
import net from 'node:net'

/** Why a port cannot be listened on just now, as Node's error code; null where it can. */
export function listenFailure(address: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EUNKNOWN'))
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

/** The first free port from `from` on that is not in `taken`; one chosen by the system when there is none near. */
export async function findFreePort(address: string, from: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = from; port < Math.min(from + 200, 65_536); port += 1) {
    if (!taken.has(port) && (await listenFailure(address, port)) === null) return port
  }
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen({ host: address, port: 0 }, () => {
      const bound = server.address()
      server.close(() => resolve(typeof bound === 'object' && bound ? bound.port : 0))
    })
  })
}

/** State "listening" in /proc/net/tcp (include/net/tcp_states.h). */
const LISTENING = '0A'

/** Inodes of the sockets that listen on a port. */
async function listeningInodes(port: number): Promise<Set<string>> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const inodes = new Set<string>()
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await fs.readFile(table, 'utf8').catch(() => '')
    for (const line of text.split('\n')) {
      const fields = line.trim().split(/\s+/)
      if (fields[3] === LISTENING && fields[1]?.endsWith(`:${hex}`) === true && fields[9] !== undefined) {
        inodes.add(fields[9])
      }
    }
  }
  return inodes
}

/** Name and number of the process that listens on a port, where the system tells (Linux, own processes); else null. */
export async function portHolder(port: number): Promise<{ pid: number; name: string } | null> {
  if (process.platform !== 'linux') return null
  const inodes = await listeningInodes(port)
  if (inodes.size === 0) return null
  for (const entry of await fs.readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue
    for (const descriptor of await fs.readdir(`/proc/${entry}/fd`).catch(() => [])) {
      const target = await fs.readlink(`/proc/${entry}/fd/${descriptor}`).catch(() => '')
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
      if (inode !== undefined && inodes.has(inode)) {
        const name = await fs.readFile(`/proc/${entry}/comm`, 'utf8').catch(() => '')
        return { pid: Number(entry), name: name.trim() || 'a program' }
      }
    }
  }
  return null
}
