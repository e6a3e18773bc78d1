import fs from 'node:fs'
import path from 'node:path'

/** The folder of the release that is tested; test/install/run.ts makes it. @throws without one */
export const releaseFolder: string = (() => {
  const folder = process.env['VESTIBULE_RELEASE']
  if (folder === undefined) throw new Error('run these tests by npm run test:install')
  return folder
})()

/** The file of the release whose name ends so. @throws when there is not exactly one */
export function artefact(ending: string): string {
  const found = fs.readdirSync(releaseFolder).filter((name) => name.endsWith(ending))
  if (found.length !== 1) throw new Error(`${ending}: ${found.join(', ') || 'none'}`)
  return path.join(releaseFolder, found[0] ?? '')
}
