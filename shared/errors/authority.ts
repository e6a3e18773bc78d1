import type { ErrorEntry } from './entry.ts'

export const authorityErrors = {
  'authority/not-found': {
    message: 'There is no authority called “{name}”.',
    remedy: 'Look at the list of authorities for the exact name.',
  },
  'authority/none': { message: 'There is no authority yet.', remedy: 'Create one first.' },
  'authority/ambiguous': {
    message: 'There are several authorities; it is not clear which one is meant.',
    remedy: 'Name one.',
  },
  'authority/name-taken': {
    message: 'There is already an authority called “{name}”.',
    remedy: 'Choose another name: two authorities of one name cannot be told apart in a certificate.',
  },
  'authority/locked': { message: 'The authority is locked.', remedy: 'Unlock it with its passphrase and try again.' },
  'authority/wrong-passphrase': {
    message: 'That is not the passphrase of this authority.',
    remedy: 'Try again; nothing was changed.',
  },
  'authority/passphrase-required': {
    message: 'This needs the passphrase of the authority.',
    remedy: 'Give it with --passphrase-file FILE or in VESTIBULE_PASSPHRASE.',
  },
  'authority/weak-passphrase': {
    message: 'That passphrase is too easy to guess.',
    remedy: 'Use at least eight characters; four unrelated words are good.',
  },
  'authority/not-own': {
    message: 'The authority “{name}” is only trusted here: its key is not in this app.',
    remedy: 'Choose an authority that was created or imported with its key.',
  },
  'authority/expired': {
    message: 'The certificate of the authority “{name}” has expired.',
    remedy: 'Renew the authority first.',
  },
  'authority/not-yet-valid': {
    message: 'The certificate of the authority “{name}” is not valid yet.',
    remedy: 'Check the clock of this computer: it seems to be slow.',
  },
  'authority/key-mismatch': {
    message: 'The key and the certificate of the authority do not belong together.',
    remedy: 'Give the key that the certificate was made for.',
  },
  'authority/certificate-unreadable': {
    message: 'The certificate could not be read: {problem}.',
    remedy: 'Give an X.509 certificate in PEM or DER form.',
  },
  'authority/file-wrong-password': {
    message: 'The password does not open this file.',
    remedy: 'Check the password; upper and lower case matter. Nothing was changed.',
  },
  'authority/file-damaged': {
    message: 'The file is damaged or not what its name says: {problem}.',
    remedy: 'Export it again from where it came from.',
  },
  'authority/file-unknown-algorithm': {
    message: 'The file uses an algorithm that is not supported ({algorithm}).',
    remedy: 'Export it again with AES-256 or 3DES encryption.',
  },
  'authority/file-too-large': {
    message: 'The file is larger than {limit}, which is more than any certificate or key needs.',
    remedy: 'Check that it is the right file.',
  },
  'authority/file-too-slow': {
    message: 'The file asks for so many rounds of key derivation that opening it would take too long.',
    remedy: 'Export it again with at most 100,000 iterations.',
  },
} as const satisfies Record<string, ErrorEntry>
