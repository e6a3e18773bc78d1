import type { Transport } from '../../shared/transport.ts'
import type { Connection } from './connection.ts'

declare global {
  interface Window {
    /** Put there by the desktop's preload; absent in a browser. */
    readonly vestibule?: Transport
  }
}

/** The desktop's own channel: it lives as long as the window. */
export function ipcConnection(bridge: Transport): Connection {
  return {
    call: (method, input) => bridge.call(method, input),
    subscribe: (listener) => bridge.subscribe(listener),
    connected: () => true,
    shutOut: () => false,
    watch: () => () => undefined,
  }
}
