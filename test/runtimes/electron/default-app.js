/**
 * What Electron's own default app does, as far as tests need it: loads `-r MODULE` first, takes the name and version
 * from the folder's package.json, and runs its main. Put into resources/app of a runtime that came with another app.
 */
import { app } from 'electron'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const words = process.argv.slice(1)
let folder = null
for (let at = 0; at < words.length; at += 1) {
  if (words[at] === '-r') createRequire(import.meta.url)(words[(at += 1)] ?? '')
  else if (!(words[at] ?? '-').startsWith('-')) {
    folder = path.resolve(words[at] ?? '')
    break
  }
}
if (folder === null) throw new Error('no folder of an app was given')
const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
app.setName(about.productName ?? about.name)
app.setVersion(about.version)
app.setAppPath(folder)
// Waited for: what has to be said before `ready` would come too late.
await import(pathToFileURL(path.join(folder, about.main)).href)
