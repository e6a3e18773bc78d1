/** Main of an app without a window: runs each bundled test file in a utilityProcess, and prints results as lines. */
import { app, utilityProcess } from 'electron'
import fs from 'node:fs'
import path from 'node:path'

// Not awaited at the top level: `ready` comes when this module has been evaluated.
void app.whenReady().then(main)

async function main() {
  const here = import.meta.dirname
  const { files, report } = JSON.parse(fs.readFileSync(path.join(here, 'files.json'), 'utf8'))
  const results = []
  for (const file of files) {
    await new Promise((resolve) => {
      const { PATH, HOME, TMPDIR = '/tmp' } = process.env
      const env = { PATH, HOME, TMPDIR }
      const child = utilityProcess.fork(path.join(here, `${file}.js`), [], { stdio: ['ignore', 'pipe', 'pipe'], env })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)))
      let count = 0
      child.on('message', (result) => {
        count += 1
        results.push({ file, ...result })
        process.stdout.write(
          `${result.outcome === 'failed' ? '✘' : result.outcome === 'passed' ? '✓' : '-'} ${file} › ${result.name}\n`,
        )
        if (result.error) process.stdout.write(`${result.error}\n`)
      })
      child.on('exit', (code) => {
        // A process that ends badly, or says nothing, has failed.
        if (code !== 0 || count === 0) {
          results.push({ file, name: `ended with ${code} after ${count} tests`, outcome: 'failed' })
          process.stdout.write(`✘ ${file} ended with ${code}: ${said.slice(-2000)}\n`)
        }
        resolve()
      })
    })
  }
  fs.writeFileSync(report, JSON.stringify({ versions: process.versions, results }))
  app.exit(0)
}
