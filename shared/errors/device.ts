import type { ErrorEntry } from './entry.ts'

export const deviceErrors = {
  'device/not-found': {
    message: 'There is no device called “{name}”.',
    remedy:
      'Look at the list of devices for the exact name. A certificate that is not known here is revoked by its serial number: vestibule device revoke --serial.',
  },
  'device/ambiguous': {
    message: 'Several devices are called “{name}”.',
    remedy: 'Name it by its serial number or id.',
  },
  'device/no-key': {
    message: 'The private key of “{name}” never was in this app, so it cannot be exported.',
    remedy: 'Export the certificate alone (format crt) and join it with the key on the device.',
  },
  'device/already-revoked': {
    message: 'The certificate of “{name}” is already revoked.',
    remedy: 'Nothing needs to be done.',
  },
  'device/certificate-unreadable': {
    message: 'The certificate could not be read: {problem}.',
    remedy: 'Give the certificate itself in PEM or DER form, or its serial number or fingerprint.',
  },
  'device/certificate-foreign': {
    message: 'That certificate was issued by no authority that is known here.',
    remedy: 'Nothing lets it in, so there is nothing to revoke.',
  },
  'device/held': {
    message: 'A certificate of “{authority}” that is not known here was refused: {subject}.',
    remedy: 'If it is one of your devices, let it in: it is known from then on. If not, revoke it.',
  },
  'device/not-held': {
    message: 'No certificate with this fingerprint waits to be let in.',
    remedy: 'It is told in the inbox when it comes to a door again.',
  },
  'device/not-on-hold': {
    message: '“{name}” is not on hold.',
    remedy: 'Only a hold can be taken back; what was revoked for good gets a new certificate.',
  },
  'device/export-check-failed': {
    message: 'The exported file did not pass its check when it was opened again.',
    remedy: 'Nothing was written. Report this with the format and profile you chose.',
  },
  'device/csr-unreadable': {
    message: 'The certificate request could not be read: {problem}.',
    remedy: 'Give a PKCS#10 request in PEM or DER form.',
  },
  'device/csr-signature': {
    message: 'The certificate request is not signed by its own key.',
    remedy: 'Make the request again on the device.',
  },
  'device/csr-weak-key': {
    message: 'The key in the certificate request is too weak ({key}).',
    remedy: 'Make a new key: RSA with at least 2048 bits, or P-256.',
  },
  'device/csr-unsupported-key': {
    message: 'The key in the certificate request is of a kind that is not supported here ({key}).',
    remedy: 'Make the request with an RSA key of 2048 to 8192 bits, or on the curve P-256 or P-384.',
  },
  'device/csr-explicit-curve': {
    message:
      'The key in the certificate request writes its curve out instead of naming it: no door accepts such a certificate (verify code 94).',
    remedy: 'Make the key again with a named curve (openssl: -param_enc named_curve), as RFC 5480 demands.',
  },
  'device/renew-new-key': {
    message: 'The key of “{name}” never was in this app, so no new one can be made here.',
    remedy: 'Renew it with the same key, or make a new request on the device.',
  },
  'device/renew-revoked': {
    message: 'The certificate of “{name}” is revoked; renewing it would let the device in again.',
    remedy:
      'If it may come back, make a new certificate for it: vestibule device reissue NAME, or the button at the device.',
  },
  'device/reissue-not-revoked': {
    message: '“{name}” is not revoked for good.',
    remedy: 'Renew its certificate, or release the hold.',
  },
  'device/renew-nothing': {
    message: 'It is not clear which devices are meant.',
    remedy: 'Name devices, or give a number of days within which their certificates end.',
  },
} as const satisfies Record<string, ErrorEntry>
