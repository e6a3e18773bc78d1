import path from 'node:path'
import { app, dialog, session } from 'electron'
import { AppError } from '../../shared/errors/index.ts'
import { defaultDataFolder } from '../engine/data-folder.ts'
import { createEngine } from '../engine/index.ts'
import { createDispatcher } from '../rpc/dispatch.ts'
import { serveLocalSocket } from '../rpc/local-socket.ts'
import { createGateLauncher } from './gate-launcher.ts'
import { connectWindows } from './ipc.ts'
import { createKeychain } from './keychain.ts'
import { createMenu } from './menu.ts'
import { registerScheme, serveInterface } from './protocol.ts'
import { refuseBadCertificates } from './security/refuse-bad-certificates.ts'
import { refuseClientCertificates } from './security/refuse-client-certificates.ts'
import { refusePermissions } from './security/refuse-permissions.ts'
import { createTray } from './tray.ts'
import { showWindow } from './window.ts'

// electron-vite puts main, gate and preload beside each other, and the interface in a folder of its own.
const here = import.meta.dirname
const preload = path.join(here, '../preload/preload.cjs')

/** The start-up list, from top to bottom. */
async function start(): Promise<void> {
  registerScheme()
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  app.enableSandbox()
  refuseClientCertificates(app)
  refuseBadCertificates(app)
  await app.whenReady()
  refusePermissions(session.defaultSession)
  serveInterface(path.join(here, '../renderer'))
  createMenu()

  const dataFolder = process.env['VESTIBULE_DATA'] || defaultDataFolder()
  const engine = await createEngine({
    dataFolder,
    shell: 'desktop',
    version: app.getVersion(),
    gate: createGateLauncher(path.join(here, 'gate.js')),
    keychain: createKeychain(dataFolder),
    untrustedWorker: path.join(here, 'reader.js'),
    startSites: true,
  })
  const transport = createDispatcher(engine, {
    onBug: (method, error) => console.error(`vestibule: ${method}:`, error instanceof Error ? error.stack : 'unknown'),
  })
  const disconnect = connectWindows(transport)
  const closeSocket = await serveLocalSocket(dataFolder, transport)

  const show = (): void => void showWindow(preload)
  const tray = createTray(path.join(here, '../renderer/tray.png'), { show, quit: () => app.quit() })
  app.on('second-instance', show)
  app.on('activate', show)
  // Sites stay open without a window, as long as the tray leads back to it.
  app.on('window-all-closed', () => {
    if (!tray && process.platform !== 'darwin') app.quit()
  })
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    closed = true
    disconnect()
    void closeSocket()
      .then(() => engine.close())
      .finally(() => app.quit())
  })
  show()
}

start().catch((error: unknown) => {
  const failure = (error instanceof AppError ? error : new AppError('app/unexpected')).toFailure()
  dialog.showErrorBox(failure.message, failure.remedy)
  app.exit(1)
})
