/** What answers at a port, by the first bytes it sends. */
export type Speaks =
  | 'tls'
  | 'http'
  | 'ssh'
  | 'smtp'
  | 'imap'
  | 'pop3'
  | 'ftp'
  | 'vnc'
  | 'mysql'
  | 'xmpp'
  | 'other'
  /** Accepts the connection and says nothing until the time is over. */
  | 'silent'
  /** Accepts the connection and ends it without a word. */
  | 'closes'
  /** Accepts the connection and tears it off. */
  | 'resets'

const BANNERS: readonly (readonly [pattern: RegExp, is: Speaks])[] = [
  [/^HTTP\/\d|^<(?:!doctype|html)/i, 'http'],
  [/^SSH-/, 'ssh'],
  [/^\* (?:OK|PREAUTH|BYE)/i, 'imap'],
  [/^\+OK/, 'pop3'],
  [/^220[- ].*ftp/i, 'ftp'],
  [/^[245]\d\d[- ]/, 'smtp'],
  [/^RFB \d/, 'vnc'],
  [/^<\?xml|^<stream/, 'xmpp'],
  // A packet of protocol version 10: three bytes of length, number 0, then 10.
  [/^[\s\S]{3}\0\n/, 'mysql'],
]

/** `first`: the first bytes that came. `ended`: the other side closed. Pure. */
export function recognise(first: Uint8Array, ended: boolean): Speaks {
  if (first.length === 0) return ended ? 'closes' : 'silent'
  // Handshake or alert records of SSL 3 and TLS.
  if ((first[0] === 22 || first[0] === 21) && first[1] === 3) return 'tls'
  const text = Buffer.from(first.subarray(0, 200)).toString('latin1')
  return BANNERS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other'
}
