import { contextBridge, ipcRenderer } from 'electron'
import type { AppEvent, MethodName } from '../../shared/contract/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { CALL, EVENT } from './channels.ts'

/** All that the window can do: two verbs, over two channels whose names it cannot choose. */
const bridge: Transport = {
  call: (method: MethodName, input: unknown) => ipcRenderer.invoke(CALL, method, input) as Promise<Envelope>,
  subscribe(listener) {
    const onEvent = (_event: Electron.IpcRendererEvent, message: AppEvent): void => listener(message)
    ipcRenderer.on(EVENT, onEvent)
    return () => ipcRenderer.off(EVENT, onEvent)
  },
}

contextBridge.exposeInMainWorld('vestibule', bridge)
