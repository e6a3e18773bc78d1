import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'

/** What earlier tries at the same name left behind when they were ended in the middle. */
export async function removeLeftovers(target: string): Promise<void> {
  const folder = path.dirname(target)
  const names = await readdir(folder)
  const prefix = `.${path.basename(target)}.`
  for (const name of names) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{12}\.partial$/.test(name.slice(prefix.length))) continue
    await rm(path.join(folder, name), { force: true })
  }
}
