import type { ErrorEntry } from './entry.ts'

export const authorityErrors = {
  'authority/not-found': {
    message: 'There is no authority called “{name}”.',
    remedy: 'Look at the list of authorities for the exact name.',
  },
  'authority/none': { message: 'There is no authority yet.', remedy: 'Create one first.' },
  'authority/ambiguous': {
    message: 'There are several authorities ({names}); it is not clear which one is meant.',
    remedy:
      'Say which: on the command line by its name, or with --authority NAME where a device or certificate is named.',
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
  'authority/too-many-attempts': {
    message: 'Too many wrong passphrases: this one was not tried.',
    remedy: 'Wait half a minute, then give the right one.',
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
  'authority/crl-issuer': {
    message: 'This revocation list is of another authority: it names “{issuer}” as its issuer.',
    remedy: 'Give the list that belongs to this authority.',
  },
  'authority/crl-signer': {
    message: 'This revocation list was signed with a key that may not sign lists (key usage cRLSign).',
    remedy: 'Give the list that the authority itself has signed, or make its certificate again with cRLSign.',
  },
  'authority/crl-delta': {
    message: 'This is a delta list: it only holds what has changed since list number {base} (hexadecimal).',
    remedy: 'Give the complete list of the authority; the one that was in force stays in force.',
  },
  'authority/crl-indirect': {
    message: 'This revocation list speaks for several authorities (it is an indirect list), which is not supported.',
    remedy: 'Give a list that the authority has issued for its own certificates alone.',
  },
  'authority/crl-only-authorities': {
    message: 'This revocation list covers certificates of authorities only, not those of devices.',
    remedy: 'Give the complete list of the authority, or the one for user certificates.',
  },
  'authority/crl-only-attributes': {
    message: 'This revocation list covers attribute certificates only, not those of devices.',
    remedy: 'Give the complete list of the authority.',
  },
  'authority/crl-only-reasons': {
    message:
      'This revocation list covers some reasons for revoking only: who was revoked for another one is not in it.',
    remedy: 'Give the complete list of the authority.',
  },
  'authority/crl-only-part': {
    message:
      'This revocation list covers a part of the certificates only: those that name the distribution point {address}.',
    remedy: 'Give the complete list of the authority.',
  },
  'authority/crl-extension': {
    message:
      'This revocation list has a critical extension that is not known here ({extension}): what it means cannot be told.',
    remedy: 'Give a list without it, as RFC 5280 describes.',
  },
  'authority/crl-not-yet-valid': {
    message: 'This revocation list begins in the future, on {date}.',
    remedy: 'Check the clocks of this computer and of the authority, then fetch the list again.',
  },
  'authority/root-missing': {
    message:
      '“{name}” is an intermediate: it was issued by “{issuer}”, whose certificate is missing. Nobody of it would get in (verify code 2).',
    remedy:
      'Give the certificate of “{issuer}” along: one file with both is fine. It is known then, and not trusted by that.',
  },
  'authority/unsupported-key': {
    message: 'The authority has a key of a kind that is not supported here ({key}).',
    remedy: 'Use an authority with an RSA key of 2048 to 8192 bits, or on the curve P-256, P-384 or P-521.',
  },
  'authority/name-constraint': {
    message:
      'The authority “{authority}” may not issue a certificate for “{name}”: its name constraints allow {allowed} only. Nobody would accept it (verify code {code}).',
    remedy: 'Use a name that the constraints allow, or another authority.',
  },
  'authority/name-excluded': {
    message:
      'The authority “{authority}” may not issue a certificate for “{name}”: its name constraints exclude {excluded}. Nobody would accept it (verify code {code}).',
    remedy: 'Use a name that the constraints allow, or another authority.',
  },
  'authority/would-be-refused': {
    message: 'A certificate of the authority “{authority}” would be refused at the door: {code}.',
    remedy: 'Look the code up under Diagnostics; what is wrong is at the authority, not at the device.',
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
