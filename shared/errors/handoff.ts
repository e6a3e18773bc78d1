import type { ErrorEntry } from './entry.ts'

export const handoffErrors = {
  'handoff/address-unavailable': {
    message: 'No link can be offered at {address}: {problem}.',
    remedy: 'Choose one of the addresses that this computer has now.',
  },
  'handoff/too-many': {
    message: 'There are already {count} open links.',
    remedy: 'Stop one of them, or wait until it closes by itself.',
  },
  'handoff/not-found': {
    message: 'There is no such link any more.',
    remedy: 'Make a new one.',
  },
  'handoff/not-taken': {
    message: 'The link to “{name}” was closed before anybody took the file.',
    remedy: 'Make a new one, and open it on the device within ten minutes.',
  },
} as const satisfies Record<string, ErrorEntry>
