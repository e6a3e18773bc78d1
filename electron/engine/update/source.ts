import fs from 'node:fs'
import type { ReleaseSource } from '../deps.ts'

/**
 * Where releases are told of, as the file says that lies beside a build: `{"url": "https://…", "publicKey": "RW…"}`.
 * @returns undefined where there is none: then nobody is asked
 */
export function readReleaseSource(file: string): ReleaseSource | undefined {
  try {
    const { url, publicKey } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>
    return typeof url === 'string' && URL.canParse(url) && typeof publicKey === 'string'
      ? { url, publicKey }
      : undefined
  } catch {
    return undefined
  }
}
