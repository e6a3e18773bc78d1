import { connector } from '../../electron/gate/upstream/connect.ts'
import { upstreamOf } from './gate.ts'
import { compileUpstream } from '../../electron/gate/upstream/compile.ts'

/** Connects to an upstream as the gate would, in a process with an environment of its own, and says how that went. */
const connect = connector(compileUpstream('test', upstreamOf(process.argv[2] ?? '')))
connect((error, socket) => {
  console.log(error ? String('code' in error ? error.code : error) : 'connected')
  socket?.destroy()
})
