import type { HeaderList } from '../http/head.ts'

/**
 * Schemes whose credentials belong to one message (https://www.iana.org/assignments/http-authschemes, and what programs
 * use without registering it). Every other scheme is taken for one that logs a whole connection in, as NTLM, Negotiate
 * and Kerberos do (RFC 4559 §6): a wrong guess costs a connection, the other way round it would show one visitor what
 * another one may see.
 */
const MESSAGE_SCHEMES = new Set([
  'apikey',
  'aws4-hmac-sha256',
  'basic',
  'bearer',
  'concealed',
  'digest',
  'dpop',
  'gnap',
  'hawk',
  'hoba',
  'mediabrowser',
  'mutual',
  'oauth',
  'privatetoken',
  'scram-sha-1',
  'scram-sha-256',
  'token',
  'vapid',
])

function isMessageScheme(scheme: string): boolean {
  return MESSAGE_SCHEMES.has(scheme.toLowerCase())
}

/** Whether the credentials of a request may log its connection in. */
export function logsConnectionIn(headers: HeaderList): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (name.length !== 13 && name.length !== 19) continue
    if (!/^(?:proxy-)?authorization$/i.test(name)) continue
    const value = (headers[at + 1] as string).trim()
    if (value !== '' && !isMessageScheme(value.split(/[ \t]/, 1)[0] ?? '')) return true
  }
  return false
}

/** `token`, `token68` and quoted strings are skipped over, so that a comma within quotes begins no challenge. */
const ELEMENT = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g

/**
 * Whether a response asks for a login that belongs to the connection. Several challenges may stand in one field
 * (RFC 9110 §11.6.1): an element that is no `name=value` begins with the scheme of the next one.
 */
export function asksForConnectionLogin(status: number, headers: HeaderList): boolean {
  if (status !== 401 && status !== 407) return false
  for (let at = 0; at < headers.length; at += 2) {
    if (!/^(?:www|proxy)-authenticate$/i.test(headers[at] as string)) continue
    for (const element of (headers[at + 1] as string).match(ELEMENT) ?? []) {
      const [, scheme, rest = ''] = /^\s*([^\s=,"]+)(.*)$/s.exec(element) ?? []
      if (scheme === undefined || /^\s*=/.test(rest)) continue
      if (!isMessageScheme(scheme)) return true
    }
  }
  return false
}
