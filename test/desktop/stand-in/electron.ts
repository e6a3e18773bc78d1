/**
 * Stands in for the `electron` module where its runtime cannot be had, so that the built main, preload and IPC run
 * as they are. It does what Electron documents, no more; a test drives it from the parent process.
 */
import { obey, type Order } from './orders.ts'
import { tell } from './record.ts'

export { app, session } from './app.ts'
export { ipcMain } from './ipc.ts'
export { protocol } from './schemes.ts'
export {
  dialog,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  safeStorage,
  screen,
  ShareMenu,
  shell,
  Tray,
} from './system.ts'
export { utilityProcess } from './utility-process.ts'
export { BrowserWindow } from './window.ts'

process.on('message', (order: Order & { id: number }) => {
  void obey(order).then(
    (value) => tell({ type: 'answer', id: order.id, value }),
    (error: unknown) => tell({ type: 'answer', id: order.id, error: String(error) }),
  )
})
