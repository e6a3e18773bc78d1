/** Every way in which a visit can end. */
export const outcomes = [
  'allowed',
  'no-certificate',
  'expired',
  'not-yet-valid',
  'revoked',
  'unknown-issuer',
  'self-signed',
  'wrong-purpose',
  'bad-certificate',
  'not-allowed',
  'blocked-path',
  'misdirected',
  'bad-request',
  'upstream-error',
  'handshake-failed',
] as const
