import { screenNames } from '../../../shared/screen-names.ts'

/** What the shell itself says: menus, tray, dialogs. Everything else is said by the window. */
export const en = {
  app: 'Vestibule',
  open: 'Open Vestibule',
  lock: 'Lock the authority',
  settings: 'Settings…',
  quit: 'Quit and close all sites',
  file: 'File',
  edit: 'Edit',
  window: 'Window',
  go: 'Go',
  view: 'View',
  help: 'Help',
  codes: 'Explain an error or a code',
  roles: {
    about: 'About Vestibule',
    services: 'Services',
    hide: 'Hide Vestibule',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    close: 'Close Window',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Toggle Full Screen',
    minimize: 'Minimize',
    zoom: 'Zoom',
  },
  screens: screenNames,
  tray: {
    down: (names: readonly string[]) =>
      names.length === 1 ? `${names[0] ?? ''} is not running` : `${names.length} sites are not running`,
    standsOpen: (names: readonly string[]) =>
      names.length === 1 ? `${names[0] ?? ''} stands open` : `${names.length} sites stand open`,
    stuck: (names: readonly string[]) =>
      `Nobody gets through at ${names.length === 1 ? (names[0] ?? '') : `${names.length} sites`}`,
    gate: 'No site is open: the gate does not run',
    refused: (n: number) =>
      n === 1 ? 'One knock was refused since you looked' : `${n} knocks were refused since you looked`,
    expiring: (n: number) => (n === 1 ? 'One certificate expires soon' : `${n} certificates expire soon`),
    good: (n: number) => (n === 1 ? 'One site is open' : `${n} sites are open`),
    none: 'No site is open',
  },
  stillRunning: {
    title: 'Vestibule is still running',
    hidden: 'Your sites stay open. The icon in the tray leads back, and quits.',
    dock: 'Your sites stay open. The icon in the Dock leads back; Quit closes them.',
    minimised:
      'Your sites stay open. This desktop shows no tray, so the window was only made small: quit from its File menu.',
  },
  otherVersion: (running: string, started: string) => ({
    title: `Vestibule ${running} is already running`,
    body: `Version ${started} was started. Quit the running one first, then start the other: your data stays where it is, and your sites are open again at once.`,
  }),
  saveFolder: { title: 'Where should the folder go?', button: 'Save here' },
  save: { title: 'Save', failed: 'The file could not be saved', retry: 'Choose another folder and try again.' },
}

export type DesktopWords = typeof en
