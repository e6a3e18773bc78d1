/** Size of a block of a tar archive. Bytes. */
export const BLOCK = 512

/** One file in an archive. */
export interface TarEntry {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/** Where the fields of a ustar header are (POSIX.1-1988, `man 5 tar`). */
const FIELDS = { name: [0, 100], size: [124, 12], checksum: [148, 8], type: [156, 1], magic: [257, 6] } as const

function checksum(header: Uint8Array): number {
  // The field itself counts as eight spaces.
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)
}

/** The header of a regular file, 0600. @param at milliseconds since 1970 */
export function writeHeader({ name, size }: TarEntry, at: number): Uint8Array {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(name, 0, 'latin1')
  header.write(octal(0o600, 7), 100, 'latin1')
  header.write(octal(0, 7), 108, 'latin1')
  header.write(octal(0, 7), 116, 'latin1')
  header.write(octal(size, 11), 124, 'latin1')
  header.write(octal(Math.floor(at / 1000), 11), 136, 'latin1')
  header.write('0', 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write(`${octal(checksum(header), 6)} `, 148, 'latin1')
  return header
}

/** What fills the last block of a file. */
export function padding(size: number): Uint8Array {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK)
}

/** The end of an archive. */
export function trailer(): Uint8Array {
  return new Uint8Array(2 * BLOCK)
}

/** Reads a header; `null` for the empty block at the end, `undefined` for what is no header of a regular file. */
export function readHeader(block: Uint8Array): TarEntry | null | undefined {
  if (block.every((byte) => byte === 0)) return null
  const field = (name: keyof typeof FIELDS): string => {
    const [start, length] = FIELDS[name]
    return (
      Buffer.from(block)
        .toString('latin1', start, start + length)
        .split('\0')[0] ?? ''
    )
  }
  if (field('magic') !== 'ustar' || field('type') !== '0') return undefined
  if (Number.parseInt(field('checksum'), 8) !== checksum(block)) return undefined
  const size = Number.parseInt(field('size'), 8)
  return Number.isSafeInteger(size) ? { name: field('name'), size } : undefined
}
