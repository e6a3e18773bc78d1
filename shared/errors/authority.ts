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
  'authority/damaged': {
    message: 'The certificate of the authority “{name}” is damaged in the database.',
    remedy:
      'Go back to a snapshot or a backup: vestibule store restore-snapshot --list. Sites that trust it stay closed until then.',
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
  'authority/file-takes-too-long': {
    message: 'Reading the file takes longer than {seconds} seconds and was given up.',
    remedy: 'Check that it is the right file; a good one takes a moment. Nothing was changed.',
  },
  'authority/file-needs-too-much': {
    message: 'Reading the file needs more memory than any good file does and was given up.',
    remedy: 'Check that it is the right file. Nothing was changed.',
  },
  'authority/file-no-mac': {
    message: 'The file has no integrity check (MAC): nothing shows whether it is damaged or was tampered with.',
    remedy: 'Export it again with a MAC, or import it anyway if it came straight from you.',
  },
  'authority/file-password-needed': {
    message: 'The file is encrypted.',
    remedy: 'Give its password.',
  },
  'authority/file-nothing-found': {
    message: 'There is no {wanted} in this file.',
    remedy: 'Check that it is the right file.',
  },
  'authority/not-a-ca': {
    message: 'The certificate “{name}” is not that of an authority (CA:FALSE or no certificate signing).',
    remedy: 'Choose the certificate of the authority, often called ca.crt, not one that it issued.',
  },
  'authority/weak-key': {
    message: 'The key of the authority is too weak ({key}).',
    remedy: 'Create a new authority: RSA with at least 2048 bits, P-256 or P-384.',
  },
  'authority/no-intermediates': {
    message: 'The authority “{name}” may not have authorities below it.',
    remedy: 'Choose a root whose path length allows an intermediate, or create a new one.',
  },
  'authority/crl-unreadable': {
    message: 'The revocation list could not be read: {problem}.',
    remedy: 'Give a certificate revocation list in PEM or DER form.',
  },
  'authority/crl-signature': {
    message: 'The revocation list was not signed by this authority.',
    remedy: 'Give the list that belongs to this authority.',
  },
  'authority/already-known': {
    message: 'This authority is here already, as “{name}”.',
    remedy: 'Nothing needs to be done.',
  },
  'authority/shared-subject': {
    message: '“{name}” has the same subject as its authority: servers take it for self-signed (alert 48, unknown ca).',
    remedy: 'Make a new certificate for it: remove the device and add it again.',
  },
  'authority/in-use': {
    message: 'The authority “{name}” is still needed: {user}.',
    remedy: 'Take it from its sites and remove its devices first.',
  },
  'authority/not-root': {
    message: '“{name}” is signed by another authority, so it cannot sign itself anew.',
    remedy: 'Renew it with the authority above it.',
  },
  'authority/crl-older': {
    message: 'This revocation list is older than the one that is here.',
    remedy: 'Fetch the newest list of that authority.',
  },
  'authority/not-forgotten': {
    message: 'The remembered passphrase could not be removed.',
    remedy: 'Check that the data folder can be written to, then try again.',
  },
} as const satisfies Record<string, ErrorEntry>
