import path from 'node:path'
import { app, dialog, powerMonitor, session } from 'electron'
import { createClient } from '../../shared/client.ts'
import { AppError } from '../../shared/errors/index.ts'
import { visibleText } from '../../shared/visible-text.ts'
import type { Transport } from '../../shared/transport.ts'
import { forbidCoreDumps } from '../engine/core-dumps.ts'
import { defaultDataFolder, defaultStateFolder } from '../engine/data-folder.ts'
import { createEngine } from '../engine/index.ts'
import { createKnownFolders } from '../engine/known-folders.ts'
import { readReleaseSource } from '../engine/update/source.ts'
import { createDispatcher } from '../rpc/dispatch.ts'
import { serveLocalSocket } from '../rpc/local-socket.ts'
import { createGateLauncher } from './gate-launcher.ts'
import { becomeOnlyInstance } from './instance.ts'
import { connectWindows } from './ipc.ts'
import { createKeychain } from './keychain.ts'
import { createLoginItem, startedAtLogin } from './login-item.ts'
import { createOpenedFiles } from './opened-files.ts'
import { followPower } from './power.ts'
import { keepProfileIn } from './profile.ts'
import { registerScheme, serveInterface } from './protocol.ts'
import { chooseFolder, saveByDialog } from './saving.ts'
import { refuseBadCertificates } from './security/refuse-bad-certificates.ts'
import { refuseClientCertificates } from './security/refuse-client-certificates.ts'
import { refuseDebugger } from './security/refuse-debugger.ts'
import { refuseDownloads } from './security/refuse-downloads.ts'
import { refuseNetwork } from './security/refuse-network.ts'
import { refusePermissions } from './security/refuse-permissions.ts'
import { createSharing } from './share.ts'
import { createShell } from './shell.ts'
import { createSpeech } from './speech.ts'
import { trayIsVisible } from './tray-support.ts'

// electron-vite puts main, gate and preload beside each other, and the interface in a folder of its own.
const here = import.meta.dirname
const interfaceFolder = path.join(here, '../renderer')
const { platform } = process

/** A terminal that was closed, or a log that went away, is no reason to end. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** What only the command line needs is never a reason not to show the window: it is told. */
async function serveCommandLine(dataFolder: string, transport: Transport): Promise<() => Promise<void>> {
  try {
    return await serveLocalSocket(dataFolder, transport)
  } catch (error) {
    console.error(`vestibule: ${error instanceof Error ? error.message : 'unknown reason'}`)
    return async () => undefined
  }
}

/** The start-up list, from top to bottom. */
async function start(): Promise<void> {
  refuseDebugger()
  outliveReaders()
  forbidCoreDumps()
  const dataFolder = path.resolve(process.env['VESTIBULE_DATA'] || defaultDataFolder())
  registerScheme()
  // Notifications of Windows belong to whoever has this name.
  if (platform === 'win32') app.setAppUserModelId('org.vestibule.app')
  keepProfileIn(app, dataFolder)
  const instance = becomeOnlyInstance({ app, argv: process.argv, workingFolder: process.cwd() })
  if (!instance) {
    app.quit()
    return
  }
  app.enableSandbox()
  refuseClientCertificates(app)
  refuseBadCertificates(app)
  await app.whenReady()
  const speech = await createSpeech(() => app.getPreferredSystemLanguages())
  refusePermissions(session.defaultSession)
  refuseNetwork(session.defaultSession)
  refuseDownloads(session.defaultSession, (item) => saveByDialog(item, app.getPath('downloads'), speech.words()))
  serveInterface(interfaceFolder)
  // Installers cannot do this on Windows; elsewhere the package says it.
  if (app.isPackaged && platform === 'win32') app.setAsDefaultProtocolClient('vestibule')

  const trayVisible = trayIsVisible(platform)
  const files = createOpenedFiles()
  const sharing = createSharing(dataFolder)
  sharing.clean()
  const login = { app, platform, env: process.env, program: process.execPath }
  const releases = readReleaseSource(path.join(here, '../../release.json'))
  const engine = await createEngine({
    ...(releases === undefined ? {} : { releases }),
    dataFolder,
    shell: 'desktop',
    version: app.getVersion(),
    gate: createGateLauncher(path.join(here, 'gate.js')),
    keychain: createKeychain(dataFolder),
    knownFolders: createKnownFolders(path.join(defaultStateFolder(), 'folders.json'), Date.now),
    features: {
      login: createLoginItem(login),
      takeOpened: (id) => files.take(id),
      chooseFolder: () => chooseFolder(app.getPath('documents'), speech.words()),
      ...(platform === 'darwin' ? { share: (file) => sharing.share(file) } : {}),
    },
    untrustedWorker: path.join(here, 'reader.js'),
    startSites: true,
  })
  const dispatcher = createDispatcher(engine, {
    onBug: (method, error) => {
      engine.log.bug(method, error)
      console.error(visibleText(`vestibule: ${method}: ${error instanceof Error ? (error.stack ?? '') : 'unknown'}`))
    },
  })
  const transport = dispatcher.for({ via: 'window' })
  const disconnect = connectWindows(transport)
  const closeSocket = await serveCommandLine(dataFolder, dispatcher.for({ via: 'local' }))

  const shell = createShell({
    client: createClient(transport),
    dataFolder,
    icons: path.join(interfaceFolder, 'tray'),
    preload: path.join(here, '../preload/preload.cjs'),
    platform,
    files,
    trayVisible: await trayVisible,
    speech,
    quit: () => app.quit(),
  })
  followPower(powerMonitor, { onSleep: shell.lock, onWake: () => engine.wake(), onShutdown: () => app.quit() })
  app.on('activate', () => shell.answer({ kind: 'show' }))
  // Sites stay open without a window: the tray or the Dock leads back to it.
  app.on('window-all-closed', () => undefined)
  let closed = false
  app.on('before-quit', (event) => {
    shell.leave()
    if (closed) return
    event.preventDefault()
    closed = true
    sharing.clean()
    // First, while the ways in are still open: calls that are under way are answered.
    void engine
      .close()
      .then(() => {
        disconnect()
        return closeSocket()
      })
      .finally(() => app.quit())
  })
  if (instance.first.kind !== 'show' || !startedAtLogin(login, process.argv)) shell.answer(instance.first)
  else shell.startHidden()
  instance.follow(shell.answer, shell.sayOtherVersion)
}

start().catch(async (error: unknown) => {
  const failure = (error instanceof AppError ? error : new AppError('app/unexpected')).toFailure()
  const speech = await createSpeech(() => app.getPreferredSystemLanguages())
  const { message, remedy } = speech.words().failure(failure)
  dialog.showErrorBox(message, remedy)
  app.exit(1)
})
