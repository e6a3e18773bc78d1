#!/usr/bin/env node
// Plain JavaScript that the oldest Node can read: everything after this line needs Node 24.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  // app/node-too-old of the error catalogue, which this Node may not be able to read.
  const message = `Vestibule needs Node 24 or newer; this is Node ${process.versions.node}.`
  const remedy = 'Run it through npm (npm start), which brings the right Node along after npm ci.'
  if (process.argv.includes('--json')) {
    const error = { code: 'app/node-too-old', message, remedy }
    process.stdout.write(`${JSON.stringify({ ok: false, error })}\n`)
  } else process.stderr.write(`${message}\n${remedy}\n`)
  process.exit(1)
}
const { loadMain } = await import(new URL('./load.js', import.meta.url).href)
const { main } = await loadMain(process.env)
process.exitCode = await main(process.argv.slice(2), process.env)
