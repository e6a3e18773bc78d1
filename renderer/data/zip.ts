import { zipSync, type Zippable } from 'fflate'
import type { SiteExport } from '../../shared/contract/site-export.ts'
import { bytesOf } from './base64.ts'

/** The number by which Unix says in a .zip what its permissions are (APPNOTE.TXT 4.4.2.2). */
const UNIX = 3
const REGULAR = 0o100000

/** A folder of files as a .zip, with the permissions that they have in a folder: secrets for their owner only. */
export function zipFolder({ folder, files }: Pick<SiteExport, 'folder' | 'files'>): Blob {
  const entries: Zippable = {}
  for (const { path, base64, secret } of files) {
    // They are the upper half of the external attributes.
    const attrs = ((REGULAR | (secret ? 0o600 : 0o644)) << 16) >>> 0
    entries[`${folder}/${path}`] = [bytesOf(base64), { os: UNIX, attrs }]
  }
  return new Blob([zipSync(entries)], { type: 'application/zip' })
}
