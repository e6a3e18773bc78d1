import fs from 'node:fs'
import { WebSocket } from 'ws'
import { serve } from '../../electron/headless/serve.ts'
import { createDispatcher } from '../../electron/rpc/dispatch.ts'
import { connectLocalSocket, serveLocalSocket } from '../../electron/rpc/local-socket.ts'
import type { AppEvent } from '../../shared/contract/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { startEngine, temporaryFolder } from '../support/engine.ts'
import { contractSpec, type OpenTransport } from './spec.ts'

async function engineOn(folder: string): Promise<{ transport: Transport; close(): Promise<void> }> {
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
  const stop = await serveLocalSocket(folder, engine.transport)
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
  const served = await serve({ transport: engine.transport, interfaceFolder: folder, port: 0 })
  const entered = await fetch(served.entrance(), { redirect: 'manual' })
  const cookie = entered.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}/rpc`, {
    headers: { cookie, origin: `http://127.0.0.1:${served.port}` },
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map<number, (envelope: Envelope) => void>()
  const listeners = new Set<(event: AppEvent) => void>()
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString()) as { id: number; envelope: Envelope } | AppEvent
    if ('event' in message) for (const listener of listeners) listener(message)
    else waiting.get(message.id)?.(message.envelope)
  })
  let next = 0
  return {
    transport: {
      call: (method, input) =>
        new Promise((resolve) => {
          waiting.set(next, resolve)
          socket.send(JSON.stringify({ id: next, method, input }))
          next += 1
        }),
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    async close() {
      socket.terminate()
      await served.close()
      await engine.close()
    },
  }
})
