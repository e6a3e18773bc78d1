import type { ErrorEntry } from './entry.ts'

export const diagnosisErrors = {
  'diagnosis/unknown-code': {
    message: 'Nothing is known about “{query}”.',
    remedy: 'Give a verify code (0 to 100), a TLS alert, a name such as CERT_HAS_EXPIRED, or the whole error text.',
  },
  'diagnosis/no-own-authority': {
    message: 'The visitors for “{name}” cannot be made: none of the authorities it trusts has its key in this app.',
    remedy: 'Let the site trust an authority that was created or imported with its key.',
  },
  'diagnosis/unreachable': {
    message: '{host} could not be reached at port {port}: {problem}.',
    remedy: 'Check name, address and port, and whether the server is running.',
  },
  'diagnosis/key-mismatch': {
    message: 'The key and the certificate do not belong together.',
    remedy: 'Give the key that the certificate was made for.',
  },
} as const satisfies Record<string, ErrorEntry>
