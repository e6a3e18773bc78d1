import fs from 'node:fs'
import vm from 'node:vm'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const preload = fileURLToPath(new URL('../../../out/preload/preload.cjs', import.meta.url))

test('the preload gives the page two functions, and nothing of Electron', () => {
  const exposed: [string, Record<string, unknown>][] = []
  const called: unknown[][] = []
  const listeners: ((...args: unknown[]) => void)[] = []
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, api: Record<string, unknown>) => exposed.push([name, api]) },
    ipcRenderer: {
      invoke: (...args: unknown[]) => called.push(args),
      on: (channel: string, listener: (...args: unknown[]) => void) => {
        called.push([channel])
        listeners.push(listener)
      },
      off: () => undefined,
    },
  }
  vm.runInNewContext(fs.readFileSync(preload, 'utf8'), {
    require: () => electron,
    exports: {},
    module: { exports: {} },
  })
  expect(exposed).toHaveLength(1)
  const [name, api] = exposed[0] ?? ['', {}]
  expect(name).toBe('vestibule')
  expect(Object.keys(api).toSorted()).toEqual(['call', 'subscribe'])
  // The channel is not the page's to choose, and the event of IPC (with its sender) does not reach it.
  const bridge = api as { call(method: string, input: unknown): void; subscribe(l: unknown): void }
  bridge.call('ipc-of-another', { a: 1 })
  const heard: unknown[][] = []
  bridge.subscribe((...args: unknown[]) => heard.push(args))
  expect(called).toEqual([['vestibule:call', 'ipc-of-another', { a: 1 }], ['vestibule:event']])
  listeners[0]?.({ sender: 'secret' }, { event: 'x' })
  expect(heard).toEqual([[{ event: 'x' }]])
})
