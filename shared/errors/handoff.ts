import type { ErrorEntry } from './entry.ts'

export const handoffErrors = {
  'handoff/address-unavailable': {
    message: 'No link can be offered at {address}: {problem}.',
    remedy: 'Choose one of the addresses that this computer has now.',
  },
  'handoff/certificate-over': {
    message: 'The certificate of “{name}” {problem}: it opens no door any more.',
    remedy: 'Renew it if it has expired, or add the device anew if it was revoked; then carry that one over.',
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
  'handoff/drive-gone': {
    message: 'The drive {drive} is not plugged in any more.',
    remedy: 'Plug it in again, or choose another one.',
  },
  'handoff/drive-read-only': {
    message: 'Nothing can be written to {drive}: it is write-protected, or belongs to another user.',
    remedy: 'Use another drive, or save the file and copy it yourself.',
  },
  'handoff/drive-full': {
    message: 'There is not enough space on {drive}.',
    remedy: 'Delete something from it, or use another drive.',
  },
  'handoff/drive-failed': {
    message: '{file} could not be written to {drive}: {problem}.',
    remedy: 'Nothing half-written is under that name. Check the drive and try again.',
  },
} as const satisfies Record<string, ErrorEntry>
