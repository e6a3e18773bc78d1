import { fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { endWithVisitor } from '../../../electron/gate/tls/end-with-visitor.ts'
import { until } from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const VISITORS = 60
const visitors = fileURLToPath(new URL('../../support/child-reset-visitors.ts', import.meta.url))

/** Keeps this process from hearing anything, as other visitors' work does. */
function busy(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until;);
}

test('connections that are reset while the gate is busy, and is about to answer, all end', async () => {
  const { cert, key } = opensslAuthority('Home').leaf({ cn: 'camera.home', eku: 'serverAuth' })
  const open = new Set<TLSSocket>()
  let heard = 0
  const server = tls.createServer({ cert, key }, (socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    socket.once('data', () => {
      heard += 1
      setTimeout(() => {
        busy(8)
        socket.write(Buffer.alloc(500))
      }, 2)
    })
    endWithVisitor(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const child = fork(visitors, [String((server.address() as AddressInfo).port), String(VISITORS)])
  await new Promise((resolve) => child.once('exit', resolve))
  await until(() => open.size === 0)
  expect(heard).toBeGreaterThan(0)
  server.close()
})
