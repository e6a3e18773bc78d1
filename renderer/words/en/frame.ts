import { screenNames } from '../../../shared/screen-names.ts'
import type { UndoKind } from '../../../shared/contract/undo.ts'

/** Rail, search, lock and connection. */
export const frame = {
  main: 'Main',
  tools: 'Search, lock and more',
  skip: 'Skip to the content',
  screens: screenNames,
  setUp: 'Set up',
  unlocked: 'Unlocked',
  locked: 'Locked',
  lock: 'Lock the authority',
  unlockLabel: 'Unlock the authority',
  lost: 'The connection to Vestibule was lost. Trying again… Check that it is still running.',
  shutOut: {
    title: 'This browser is not let in',
    body: 'Its session has ended, or this page was opened without the address that lets a browser in, once. Vestibule prints one when it starts; this command gives another:',
    what: 'command',
  },
  notices: {
    label: 'News',
    show: 'Show it',
    more: (count: number) => `and ${count} more`,
    putAway: (title: string) => `Put away: ${title}`,
    undo: 'Undo',
    done: {
      'site-removed': (name: string) => `${name} is removed: its door is closed, its settings are forgotten.`,
      'site-changed': (name: string) => `${name} is changed.`,
      'rule-removed': (path: string) => `The rule for ${path} is removed.`,
      'rule-changed': (path: string) => `The rule for ${path} is changed.`,
      'device-removed': (name: string) => `${name} is removed from the list.`,
      'device-changed': (name: string) => `${name} is changed.`,
      'authority-removed': (name: string) => `The authority ${name} is removed.`,
      'entry-dismissed': (name: string) => `${name} is off the list for now.`,
      'activity-shortened': () => 'Less of the activity is kept. Older lines go in five minutes.',
    } satisfies Record<UndoKind, (name: string) => string>,
  },
  loadingScreen: 'Opening the screen…',
  broken: {
    title: 'This screen could not be shown',
    body: 'Nothing was lost: everything is kept by Vestibule itself, not by this window.',
    action: 'Load the window again',
  },
  unlock: {
    title: 'Unlock the authority',
    why: 'Signing certificates and carrying them over needs your passphrase. Your sites run without it.',
    passphrase: 'Passphrase',
    action: 'Unlock',
    busy: 'Unlocking…',
  },
  search: {
    open: 'Search',
    title: 'Search',
    placeholder: 'A device, a site, a screen, or a pasted error text',
    device: 'Device',
    site: 'Site',
    screen: 'Screen',
    error: 'Error text',
    explain: (text: string) => `Explain “${text}”`,
    empty: 'Type a name, or paste an error text such as ERR_BAD_SSL_CLIENT_AUTH_CERT.',
    results: 'Results',
  },
}
