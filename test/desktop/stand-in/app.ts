import { EventEmitter } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import { chosen, record } from './record.ts'
import { BrowserWindow } from './window.ts'

interface LoginItem {
  openAtLogin: boolean
  args?: string[]
}

class App extends EventEmitter {
  sandboxed = false
  readonly isPackaged = false
  login: LoginItem = { openAtLogin: false }
  /** What was passed on to the instance that runs already. */
  passed: unknown = null
  enableSandbox(): void {
    this.sandboxed = true
  }
  setAppUserModelId(): void {}
  setPath(name: string, place: string): void {
    record.paths[name] = place
  }
  getPath(name: string): string {
    return path.join(os.tmpdir(), name)
  }
  getAppPath(): string {
    return process.cwd()
  }
  requestSingleInstanceLock(data: unknown): boolean {
    this.passed = data
    return chosen('SECOND') === undefined
  }
  setLoginItemSettings(settings: LoginItem): void {
    if (chosen('LOGIN') !== 'refused') this.login = settings
  }
  getLoginItemSettings() {
    const status = chosen('LOGIN') === 'refused' ? 'requires-approval' : 'enabled'
    return { openAtLogin: this.login.openAtLogin, wasOpenedAtLogin: chosen('LOGIN') === 'opened', status }
  }
  async whenReady(): Promise<void> {}
  getPreferredSystemLanguages(): string[] {
    return [chosen('LANGUAGE') ?? 'en-GB']
  }
  getVersion(): string {
    return '1.0.0'
  }
  quit(): void {
    let stopped = false
    this.emit('before-quit', { preventDefault: () => (stopped = true) })
    if (stopped) return
    for (const window of BrowserWindow.open) window.close()
    if (BrowserWindow.open.length === 0) process.exit(0)
  }
  exit(code: number): void {
    process.exit(code)
  }
}
export const app = new App()

class Session extends EventEmitter {
  requests: ((contents: unknown, permission: string, answer: (yes: boolean) => void) => void) | null = null
  checks: ((contents: unknown, permission: string) => boolean) | null = null
  devices: (() => boolean) | null = null
  filter: ((details: { url: string }, answer: (verdict: { cancel: boolean }) => void) => void) | null = null
  readonly webRequest = { onBeforeRequest: (filter: Session['filter']) => void (this.filter = filter) }
  setPermissionRequestHandler(handler: Session['requests']): void {
    this.requests = handler
  }
  setPermissionCheckHandler(handler: Session['checks']): void {
    this.checks = handler
  }
  setDevicePermissionHandler(handler: Session['devices']): void {
    this.devices = handler
  }
}
export const session = { defaultSession: new Session() }
