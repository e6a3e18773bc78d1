import type { Screen } from './address.ts'

/** What the screens are called, in the window and in the shell's menu. */
export const screenNames = {
  welcome: 'Welcome',
  home: 'Home',
  devices: 'Devices',
  sites: 'Sites',
  activity: 'Activity',
  diagnostics: 'Diagnostics',
  authority: 'Authority',
  settings: 'Settings',
} satisfies Record<Screen, string>
