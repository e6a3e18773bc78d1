import { BrowserWindow, ipcMain } from 'electron'
import { AppError } from '../../shared/errors/index.ts'
import type { MethodName } from '../../shared/contract/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { CALL, EVENT } from './channels.ts'
import { isTrustedSender } from './security/trusted-sender.ts'

/** Connects every window to the engine. @returns a function that disconnects them */
export function connectWindows(transport: Transport): () => void {
  ipcMain.handle(CALL, async (event, method: unknown, input: unknown): Promise<Envelope> => {
    if (!isTrustedSender(event.senderFrame) || typeof method !== 'string') {
      return { ok: false, error: new AppError('app/foreign-sender').toFailure() }
    }
    return transport.call(method as MethodName, input)
  })
  const unsubscribe = transport.subscribe((message) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (!window.isDestroyed() && isTrustedSender(window.webContents.mainFrame))
        window.webContents.send(EVENT, message)
    }
  })
  return () => {
    unsubscribe()
    ipcMain.removeHandler(CALL)
  }
}
