import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Path of Electron's runtime, which its package fetches from outside the registry at first use; null without it. */
export function electronRuntime(packageRoot: string): string | null {
  const folder = path.join(packageRoot, 'node_modules', 'electron')
  const named = path.join(folder, 'path.txt')
  if (!existsSync(named)) return null
  const runtime = path.join(folder, 'dist', readFileSync(named, 'utf8').trim())
  return existsSync(runtime) ? runtime : null
}
