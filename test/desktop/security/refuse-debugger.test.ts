import net from 'node:net'
import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

/** Where Node's debugger listens unless it is told another place. */
const DEBUGGER_PORT = 9229

function isOpen(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(DEBUGGER_PORT, '127.0.0.1')
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('close', () => socket.destroy())
  })
}

test('a signal opens no debugger in the main process', async () => {
  // Another program of this computer may be debugged just now.
  const before = await isOpen()
  desktop().process.kill('SIGUSR1')
  // The signal is handled before what is asked after it is answered.
  expect(await desktop().transport.call('app.status', {})).toMatchObject({ ok: true, value: { shell: 'desktop' } })
  expect(desktop().process.exitCode).toBeNull()
  expect(await isOpen()).toBe(before)
})
