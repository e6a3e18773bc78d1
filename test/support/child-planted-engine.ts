/**
 * The headless shell with other code in the gate's place (child-planted-gate.ts), started by the program's own launcher.
 * Arguments: an empty data folder; a folder that may be written to; `isolated` or `plain`. Prints one line of JSON.
 */
import path from 'node:path'
import { createGateLauncher } from '../../electron/headless/gate-launcher.ts'
import { serveInterface } from '../../electron/headless/interface/server.ts'
import { openEngine } from '../../electron/headless/open-engine.ts'
import { serveLocalSocket } from '../../electron/rpc/local-socket.ts'
import { prepareProcess } from '../../electron/headless/launch/prepare-process.js'
import type { Targets } from './child-planted-gate.ts'

prepareProcess()
const [data = '', writable = '', how = ''] = process.argv.slice(2)
const planted = path.join(import.meta.dirname, 'child-planted-gate.ts')
const launcher = createGateLauncher({
  file: planted,
  readable: [planted, path.join(import.meta.dirname, '../../package.json')],
  ...(how === 'plain' ? { isolations: [] } : {}),
})
// The engine's own database, socket and interface are there to be found; its own gate is another one.
const engine = await openEngine({ dataFolder: data, shell: 'headless', startSites: true })
const served = await serveInterface({
  transportFor: (caller) => engine.transport.for(caller),
  interfaceFolder: data,
  port: 0,
})
await serveLocalSocket(data, engine.transport.for({ via: 'local' }))

const gate = await launcher.launch()
const targets: Targets = {
  pid: process.pid,
  data,
  writable,
  interfacePort: served.port,
  // Without isolation a signal to its parent arrives: it is not asked to end the test.
  deadly: how !== 'plain',
}
gate.onMessage((message) => {
  if ((message as { type: string }).type !== 'tries') return
  process.stdout.write(`${JSON.stringify(message)}\n`)
})
gate.send({ type: 'targets', targets } as never)
// Lives until it is told to end: whatever the planted gate has done to it shows.
process.stdin.on('data', () => process.exit(0))
