// Plain JavaScript that the oldest Node can read: it says that Node is too old, where it is.
import { isSupportedNode, TESTED_NODE_MAJORS } from './node-versions.js'

/**
 * Node opens its debugger on SIGUSR1, by which every program of this computer runs code in this process. A listener of
 * our own replaces Node's. (`--disable-sigusr1` does the same where this program starts itself; a shell does not give it.)
 */
function refuseDebugger() {
  process.on('SIGUSR1', () => undefined)
}

/** A reader that went away (`| head`, `2>&1 | tee log`) is no reason to end: what is written then is lost. */
function outliveReaders() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** @type {typeof import('./prepare-process.d.ts').prepareProcess} */
export function prepareProcess() {
  refuseDebugger()
  outliveReaders()
  if (isSupportedNode(process.versions.node)) return
  // app/node-too-old of the error catalogue, which this Node may not be able to read.
  const message = `Vestibule needs Node ${TESTED_NODE_MAJORS[0]} or newer; this is Node ${process.versions.node}.`
  const remedy = `It is tested with Node ${TESTED_NODE_MAJORS.join(' and ')}. Run it through npm (npm start), which brings the right Node along after npm ci.`
  if (process.argv.includes('--json')) {
    const error = { code: 'app/node-too-old', message, remedy }
    process.stdout.write(`${JSON.stringify({ ok: false, error })}\n`)
  } else process.stderr.write(`${message}\n${remedy}\n`)
  process.exit(1)
}
