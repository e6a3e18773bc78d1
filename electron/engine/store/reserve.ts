import fs from 'node:fs'
import path from 'node:path'

/** Enough for some revocations with their lists; what the ledger holds comes after that. Bytes. */
const SIZE = 262_144

/** Room on the disk that is kept for what must not wait: locking a device out. */
export interface Reserve {
  /** False while it is given up, or could not be taken: the disk is full. */
  inPlace(): boolean
  /** Takes it again where it is missing. @returns whether it is there */
  take(): boolean
  /** Gives it up, for one who has nothing else. */
  release(): void
}

export function reserveFile(dataFolder: string): string {
  return path.join(dataFolder, 'vestibule.reserve')
}

/** Also for what is written beside the store, while no engine has it open. */
export function releaseReserve(dataFolder: string): void {
  fs.rmSync(reserveFile(dataFolder), { force: true })
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code))
}

export function createReserve(dataFolder: string): Reserve {
  const file = reserveFile(dataFolder)
  let inPlace = false

  const take = (): boolean => {
    if (inPlace && fs.existsSync(file)) return true
    inPlace = true
    try {
      if (fs.existsSync(file) && fs.statSync(file).size === SIZE) return true
      fs.rmSync(file, { force: true })
      const descriptor = fs.openSync(file, 'wx', 0o600)
      try {
        fs.fchmodSync(descriptor, 0o600)
        // Not left empty by ftruncate: a file of holes takes no room (https://man7.org/linux/man-pages/man2/ftruncate.2.html).
        fs.writeSync(descriptor, Buffer.alloc(SIZE))
        fs.fsyncSync(descriptor)
      } finally {
        fs.closeSync(descriptor)
      }
    } catch (error) {
      fs.rmSync(file, { force: true })
      // Where it cannot be kept for another reason there is none, and nothing waits for it.
      inPlace = !isFull(error)
    }
    return inPlace
  }

  return {
    inPlace: () => inPlace,
    take,
    release() {
      inPlace = false
      fs.rmSync(file, { force: true })
    },
  }
}
