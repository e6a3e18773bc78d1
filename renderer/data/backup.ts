import type { Client } from '../../shared/client.ts'
import { bytesOf } from './base64.ts'
import { saveBlob } from './download.ts'
import { readFiles } from './files.ts'

/** Bytes of a piece: small enough for every transport. */
const PIECE = 3 * 1_048_576

/**
 * Hands a file to the engine piece by piece. What was handed over when it is cancelled, the engine forgets by itself.
 * @param onPart from 0 to 1 @returns its name there, null when it was cancelled
 */
export async function uploadBackup(
  client: Client,
  file: File,
  signal: AbortSignal,
  onPart: (part: number) => void,
): Promise<string | null> {
  let transfer: string | undefined
  let at = 0
  do {
    const [piece] = await readFiles([new File([file.slice(at, at + PIECE)], file.name)])
    const base64 = piece?.base64 ?? ''
    const answer = await client.call('backup.upload', transfer === undefined ? { base64 } : { transfer, base64 })
    transfer = answer.transfer
    at += PIECE
    if (signal.aborted) return null
    onPart(file.size === 0 ? 1 : Math.min(1, at / file.size))
  } while (at < file.size)
  return transfer
}

/** Fetches a backup that the engine made, and saves it. */
export async function saveBackup(client: Client, transfer: string, fileName: string): Promise<void> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (let offset: number | null = 0; offset !== null;) {
    const { base64, next }: { base64: string; next: number | null } = await client.call('backup.read', {
      transfer,
      offset,
    })
    pieces.push(bytesOf(base64))
    offset = next
  }
  saveBlob(fileName, new Blob(pieces, { type: 'application/octet-stream' }))
}
