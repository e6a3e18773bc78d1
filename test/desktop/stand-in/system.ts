import { EventEmitter } from 'node:events'
import fs from 'node:fs'
import { chosen, record, tell } from './record.ts'

/** What a keychain is like: `none`, `broken`, `weak` (Linux without a keyring), else one that works. */
const keychain = chosen('KEYCHAIN')
let reEncrypt = chosen('KEYCHAIN') === 'rotated'
const working = (): void => {
  if (keychain === 'broken') throw new Error('the keyring did not answer')
}
export const safeStorage = {
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    working()
    return keychain !== 'none'
  },
  getSelectedStorageBackend: () => (keychain === 'weak' ? 'basic_text' : 'gnome_libsecret'),
  async encryptStringAsync(text: string): Promise<Buffer> {
    working()
    reEncrypt = false
    return Buffer.from(Buffer.from(text, 'utf8').map((byte) => byte ^ 0x5a))
  },
  async decryptStringAsync(bytes: Buffer) {
    working()
    return { result: Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString('utf8'), shouldReEncrypt: reEncrypt }
  },
}

export interface MenuItem {
  label?: string
  role?: string
  accelerator?: string
  enabled?: boolean
  checked?: boolean
  click?: () => void
  submenu?: MenuItem[]
}
export const Menu = {
  application: [] as MenuItem[],
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu(menu: MenuItem[]): void {
    Menu.application = menu
  },
}

interface NativeImage {
  file: string
  template: boolean
  setTemplateImage(on: boolean): void
}
export const nativeImage = {
  createFromPath(file: string): NativeImage {
    // Electron gives an empty image for a file that is not there; a test should rather see it.
    if (!fs.existsSync(file)) throw new Error(`there is no picture ${file}`)
    return {
      file,
      template: false,
      setTemplateImage(on) {
        this.template = on
      },
    }
  },
}

export class Tray extends EventEmitter {
  static current: Tray | null = null
  image: NativeImage
  toolTip = ''
  menu: MenuItem[] = []
  constructor(image: NativeImage) {
    super()
    if (chosen('TRAY') === 'none') throw new Error('there is no tray')
    this.image = image
    Tray.current = this
  }
  setImage(image: NativeImage): void {
    this.image = image
  }
  setToolTip(text: string): void {
    this.toolTip = text
  }
  setContextMenu(menu: MenuItem[]): void {
    this.menu = menu
    tell({ type: 'tray' })
  }
  destroy(): void {
    Tray.current = null
  }
}

export class Notification extends EventEmitter {
  static shown: Notification[] = []
  static isSupported = (): boolean => chosen('NOTIFICATIONS') !== 'none'
  readonly options: { title: string; body: string }
  constructor(options: { title: string; body: string }) {
    super()
    this.options = options
  }
  show(): void {
    Notification.shown.push(this)
    record.notifications.push(this.options)
  }
}

export class ShareMenu {
  private readonly files: string[]
  constructor({ filePaths }: { filePaths: string[] }) {
    this.files = filePaths
  }
  popup(): void {
    const [file = ''] = this.files
    record.shared.push({ files: this.files, content: fs.readFileSync(file, 'utf8') })
  }
}

export const dialog = {
  showErrorBox(title: string, content: string): void {
    record.boxes.push(`${title} ${content}`)
    tell({ type: 'error-box', title, content })
  },
  /** Somebody chooses `FOLDER`, or nothing. */
  async showOpenDialog(_window: unknown, options: Record<string, unknown>) {
    record.openDialogs.push(options)
    const folder = chosen('FOLDER')
    return { canceled: folder === undefined, filePaths: folder === undefined ? [] : [folder] }
  },
  async showMessageBox({ message, detail }: { message: string; detail: string }): Promise<{ response: number }> {
    record.boxes.push(`${message} ${detail}`)
    return { response: 0 }
  },
}

export const shell = { openExternal: async (url: string) => void record.openedOutside.push(url) }
export const powerMonitor = new EventEmitter()

interface Display {
  id: number
  workArea: { x: number; y: number; width: number; height: number }
}
class Screen extends EventEmitter {
  displays: Display[] = (
    JSON.parse(chosen('DISPLAYS') ?? '[{"x":0,"y":0,"width":1920,"height":1040}]') as Display['workArea'][]
  ).map((workArea, id) => ({ id, workArea }))
  getPrimaryDisplay(): Display | undefined {
    return this.displays[0]
  }
  getAllDisplays(): Display[] {
    return this.displays
  }
  unplug(id: number): void {
    this.displays = this.displays.filter((display) => display.id !== id)
    this.emit('display-removed', {}, { id })
  }
}
export const screen = new Screen()
