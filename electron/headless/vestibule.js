#!/usr/bin/env node
// Plain JavaScript that the oldest Node can read: everything after this line needs Node 24.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Vestibule needs Node 24 or newer; this is Node ${process.versions.node}.\n` +
      'Run it through npm (npm start), which brings the right Node along after npm ci.\n',
  )
  process.exit(1)
}
const { main } = await import(new URL('./cli/main.ts', import.meta.url).href)
process.exitCode = await main(process.argv.slice(2), process.env)
