/** A place for runtimes that are fetched once a machine: outside the checkout, so that a clean clone finds them again. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME']
  if (base !== undefined && base !== '') return path.join(base, 'vestibule-runtimes')
  // Nobody but root looks into root's home, and some tests run these programs as other accounts.
  const own = process.getuid?.() === 0 ? '/var/cache' : path.join(os.homedir(), '.cache')
  return path.join(own, 'vestibule-runtimes')
}

/**
 * The folder of that name in the cache, made by `prepare` when it is not there. It appears by being renamed, so that
 * one that was interrupted is made anew.
 */
export async function cached(name: string, prepare: (folder: string) => Promise<void> | void): Promise<string> {
  const place = path.join(cacheFolder(), name)
  if (fs.existsSync(place)) return place
  fs.mkdirSync(cacheFolder(), { recursive: true })
  const unfinished = fs.mkdtempSync(path.join(cacheFolder(), `.${name}-`))
  // Others than root read it, too.
  fs.chmodSync(unfinished, 0o755)
  try {
    await prepare(unfinished)
    fs.renameSync(unfinished, place)
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true })
    // Another process was faster.
    if (fs.existsSync(place)) return place
    throw error
  }
  return place
}
