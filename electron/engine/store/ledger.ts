import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { syncFolder } from './files.ts'
import { LedgerEntry, readLine, writeLine, type LedgerFact } from './ledger-entries.ts'

/**
 * How far the database had come when something was last written beside it. Written after each change, so that a database
 * which has seen fewer was set back: by a copied snapshot, a restored backup, a log that was cut off.
 */
const Stamp = z.object({
  /** Of the database: see the table `state`. */
  generation: z.string(),
  sequence: z.int(),
  /** Salts of the write-ahead log, hexadecimal, and how many changes the database file had when that log began. */
  wal: z.string(),
  walBase: z.int(),
})
export type Stamp = z.infer<typeof Stamp>

/** What lies beside a database. */
export interface LedgerContent {
  readonly stamp: Stamp
  readonly entries: readonly LedgerEntry[]
}

/**
 * Keeps beside the database what must survive it: revocations, numbers of lists, and how far the database had come. It is
 * written in place, into room that was taken before, so that a full disk does not keep a revocation from being noted.
 */
export interface Ledger {
  /** Notes facts of the change that was committed, and how far the database is. */
  commit(stamp: Stamp, facts: readonly LedgerFact[]): void
  /** Notes facts that the database could not take. @returns false when they could not be noted either */
  keep(facts: readonly LedgerFact[]): boolean
  /** The database has all that was kept. */
  settle(): void
  /** Replaces everything; what was there stays when that cannot be written. */
  rewrite(content: LedgerContent): void
  /** Why it could not be written last; null when it could. */
  problem(): unknown
  close(): void
}

/** Two places for the stamp, written in turn: one is whole whenever the power goes. Bytes. */
const SLOT = 256
const START = 2 * SLOT
/** Room is taken in pieces of so many bytes, and so many are always left. */
const PIECE = 65_536
const MIN_ROOM = 32_768

export function ledgerFile(dataFolder: string): string {
  return path.join(dataFolder, 'vestibule.ledger')
}

/** What was noted beside a database; null when there is nothing, or nothing that can be read. */
export function readLedger(dataFolder: string): LedgerContent | null {
  let text: string
  try {
    text = fs.readFileSync(ledgerFile(dataFolder), 'latin1')
  } catch {
    return null
  }
  const stamps = [0, SLOT].flatMap((at) => {
    const parsed = Stamp.safeParse(tolerant(text.slice(at, at + SLOT).split('\n')[0] ?? ''))
    return parsed.success ? [parsed.data] : []
  })
  const [newest] = stamps.toSorted((one, other) => other.sequence - one.sequence)
  if (!newest) return null
  const entries = text
    .slice(START)
    .split('\n')
    .flatMap((line) => {
      const parsed = LedgerEntry.safeParse(tolerant(line.replaceAll('\0', '')))
      return parsed.success ? [parsed.data] : []
    })
  return { stamp: newest, entries }
}

function tolerant(line: string): unknown {
  try {
    return readLine(line)
  } catch {
    return undefined
  }
}

/** Where the next entry goes: after the last byte that is not empty. */
function endOf(file: string): number {
  const bytes = fs.readFileSync(file)
  let end = bytes.length
  while (end > START && bytes[end - 1] === 0) end -= 1
  return Math.max(START, end)
}

export function openLedger(dataFolder: string): Ledger {
  const file = ledgerFile(dataFolder)
  let descriptor: number | null = null
  let end = START
  let slot = 0
  let failure: unknown = null

  const open = (): number => {
    if (descriptor !== null) return descriptor
    descriptor = fs.openSync(file, 'r+')
    end = endOf(file)
    return descriptor
  }
  const writeStamp = (fd: number, stamp: Stamp): void => {
    fs.writeSync(fd, writeLine(stamp).padEnd(SLOT, '\0'), slot * SLOT, 'latin1')
    slot = 1 - slot
  }
  const append = (fd: number, entries: readonly LedgerEntry[]): void => {
    const bytes = Buffer.from(entries.map(writeLine).join(''), 'latin1')
    fs.writeSync(fd, bytes, 0, bytes.length, end)
    end += bytes.length
  }
  const takeRoom = (fd: number): void => {
    try {
      const { size } = fs.fstatSync(fd)
      if (size - end < MIN_ROOM) fs.writeSync(fd, Buffer.alloc(PIECE), 0, PIECE, size)
    } catch {
      // The disk is full: what room is left may do until it is not.
    }
  }
  const close = (): void => {
    if (descriptor !== null) fs.closeSync(descriptor)
    descriptor = null
  }
  /** What cannot be written beside the database fails nothing that is in it. */
  const guarded = (work: (fd: number) => void): boolean => {
    try {
      work(open())
      failure = null
      return true
    } catch (error) {
      failure = error
      close()
      return false
    }
  }

  const replace = ({ stamp, entries }: LedgerContent): void => {
    const partial = `${file}.partial`
    fs.rmSync(partial, { force: true })
    const fd = fs.openSync(partial, 'wx', 0o600)
    try {
      fs.fchmodSync(fd, 0o600)
      const head = Buffer.from(writeLine(stamp).padEnd(START, '\0'), 'latin1')
      const body = Buffer.from(entries.map(writeLine).join(''), 'latin1')
      fs.writeSync(fd, Buffer.concat([head, body, Buffer.alloc(PIECE)]))
      fs.fsyncSync(fd)
      fs.renameSync(partial, file)
      syncFolder(dataFolder)
    } finally {
      fs.closeSync(fd)
      fs.rmSync(partial, { force: true })
    }
  }

  return {
    commit(stamp, facts) {
      guarded((fd) => {
        if (facts.length > 0) {
          append(
            fd,
            facts.map((fact) => ({ ...fact, sequence: stamp.sequence })),
          )
        }
        writeStamp(fd, stamp)
        if (facts.length > 0) fs.fdatasyncSync(fd)
      })
      if (facts.length > 0 && failure === null) takeRoom(open())
    },
    keep: (facts) =>
      guarded((fd) => {
        append(
          fd,
          facts.map((fact) => ({ ...fact, sequence: null })),
        )
        fs.fdatasyncSync(fd)
      }),
    settle() {
      guarded((fd) => append(fd, [{ sequence: null, kind: 'settled' }]))
    },
    rewrite(content) {
      close()
      try {
        replace(content)
        slot = 1
        failure = null
      } catch (error) {
        failure = error
      }
    },
    problem: () => failure,
    close() {
      if (descriptor !== null) guarded((fd) => fs.fdatasyncSync(fd))
      close()
    },
  }
}
