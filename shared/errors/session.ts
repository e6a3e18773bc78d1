import type { ErrorEntry } from './entry.ts'

export const sessionErrors = {
  'session/not-let-in': {
    message: 'This page has not shown that it belongs to a browser that was let in.',
    remedy: 'Open Vestibule with a new address: vestibule sessions new.',
  },
  'session/not-found': {
    message: 'There is no such session, or it has ended.',
    remedy: 'Nothing is left to be ended. vestibule sessions list shows those that are open.',
  },
} as const satisfies Record<string, ErrorEntry>
