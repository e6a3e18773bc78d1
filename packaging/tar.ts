import zlib from 'node:zlib'

export interface TarEntry {
  /** Path inside, with `/`, without one at the start. A folder’s has no `/` at the end either. */
  readonly name: string
  /** Null for a folder. */
  readonly content: Buffer | null
  /** Permission bits. */
  readonly mode: number
}

const BLOCK = 512

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`
}

/** Names of up to 255 characters are split at a `/` into 155 and 100: POSIX.1-1988 ustar. @throws when that cannot be done */
function splitName(name: string): { prefix: string; rest: string } {
  if (Buffer.byteLength(name) <= 100) return { prefix: '', rest: name }
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)]
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(rest) <= 100) return { prefix, rest }
  }
  throw new Error(`${name} is too long for ustar`)
}

function header({ name, content, mode }: TarEntry, mtime: number): Buffer {
  const { prefix, rest } = splitName(content === null ? `${name}/` : name)
  const block = Buffer.alloc(BLOCK)
  const put = (text: string, at: number): void => void block.write(text, at, 'utf8')
  put(rest, 0)
  put(octal(mode, 8), 100)
  // Root’s, whoever builds it.
  put(octal(0, 8), 108)
  put(octal(0, 8), 116)
  put(octal(content?.length ?? 0, 12), 124)
  put(octal(mtime, 12), 136)
  put('        ', 148)
  put(content === null ? '5' : '0', 156)
  put('ustar\u000000', 257)
  put('root', 265)
  put('root', 297)
  put(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/**
 * A ustar archive, compressed with gzip, whose bytes depend on nothing but its entries and one time: sorted by name,
 * owned by root, no name of a user or a computer in it.
 * @param mtime of every entry, in seconds since 1970
 */
export function tarGz(entries: readonly TarEntry[], mtime: number): Buffer {
  const blocks = entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const content = entry.content ?? Buffer.alloc(0)
      const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)
      return [header(entry, mtime), content, padding]
    })
  const packed = zlib.gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 })
  // RFC 1952 §2.3: the system that compressed it. 255 is “unknown”.
  packed[9] = 255
  return packed
}
