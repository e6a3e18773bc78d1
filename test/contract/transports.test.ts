import fs from 'node:fs'
import { serveInterface } from '../../electron/headless/interface/server.ts'
import { createDispatcher, type Dispatcher } from '../../electron/rpc/dispatch.ts'
import { connectLocalSocket, serveLocalSocket } from '../../electron/rpc/local-socket.ts'
import { startEngine, temporaryFolder } from '../support/engine.ts'
import { openInterface } from '../support/interface-page.ts'
import { contractSpec, type OpenTransport } from './spec.ts'

async function engineOn(folder: string): Promise<{ transport: Dispatcher; close(): Promise<void> }> {
  const { engine } = await startEngine(folder)
  const transport = createDispatcher(engine, {
    onBug(method, error) {
      throw new Error(`a bug in ${method}`, { cause: error })
    },
  })
  return {
    transport,
    async close() {
      await engine.close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

contractSpec('a direct call', () => engineOn(temporaryFolder()))

contractSpec('the local socket', async (): Promise<OpenTransport> => {
  const folder = temporaryFolder()
  const engine = await engineOn(folder)
  const stop = await serveLocalSocket(folder, engine.transport.for({ via: 'local' }))
  const client = await connectLocalSocket(folder)
  if (!client) throw new Error('the local socket does not answer')
  return {
    transport: client,
    async close() {
      client.close()
      await stop()
      await engine.close()
    },
  }
})

contractSpec('the WebSocket', async (): Promise<OpenTransport> => {
  const folder = temporaryFolder()
  const engine = await engineOn(folder)
  const served = await serveInterface({
    transportFor: (caller) => engine.transport.for(caller),
    interfaceFolder: folder,
    port: 0,
  })
  const page = await openInterface(served)
  return {
    transport: page,
    async close() {
      page.socket.terminate()
      await served.close()
      await engine.close()
    },
  }
})
