import type { ErrorCode } from '../../../../shared/errors/index.ts'
import type { PageAnswer } from './ask.ts'

/** Codes of what an answer may mean. */
export type PageCode = Extract<ErrorCode, `answer/${string}`>

/** What a program says when it does not want a visit, and what that means. */
export interface Refusal {
  readonly program: string
  /** Any of these; absent: any error. */
  readonly statuses?: readonly number[]
  /** In the body. Without nested quantifiers: the text is a stranger's. */
  readonly body?: RegExp
  /** In the field `server`. */
  readonly server?: RegExp
  readonly code: PageCode
}

/**
 * Refusals by their words, the more special first. Each was taken from the program's source or its own issue tracker;
 * what is not here is found out by asking in several ways (compare.ts).
 */
export const refusals: readonly Refusal[] = [
  // aiohttp's text for HTTPBadRequest: http/forwarded.py of Home Assistant raises it for a proxy that it does not trust.
  { program: 'Home Assistant', statuses: [400], body: /^\s*400: Bad Request\s*$/, code: 'answer/proxy-untrusted' },
  // http/ban.py of Home Assistant.
  {
    program: 'Home Assistant',
    statuses: [403],
    body: /^\s*403: Forbidden\s*$/,
    server: /python|aiohttp/i,
    code: 'answer/banned',
  },

  { program: 'nginx', body: /Request Header Or Cookie Too Large/i, code: 'answer/headers-too-large' },
  { program: 'ESP-IDF', body: /Header fields are too long|Header fields too large/i, code: 'answer/headers-too-large' },
  {
    program: 'Apache',
    statuses: [400],
    body: /Size of a request header field exceeds server limit|number of request header fields exceeds/i,
    code: 'answer/headers-too-large',
  },
  { program: 'Tomcat', body: /Request header is too large/i, code: 'answer/headers-too-large' },
  {
    program: 'IIS',
    statuses: [400],
    body: /Bad Request - Request Too Long|Request Header (?:or Cookie )?Too Long/i,
    code: 'answer/headers-too-large',
  },
  { program: 'Node.js', statuses: [431], code: 'answer/headers-too-large' },
  { program: 'nginx', statuses: [494], code: 'answer/headers-too-large' },

  {
    program: 'nginx',
    statuses: [400, 497],
    body: /plain HTTP request was sent to HTTPS port/i,
    code: 'answer/wants-https',
  },
  {
    program: 'Go',
    statuses: [400],
    body: /Client sent an HTTP request to an HTTPS server/i,
    code: 'answer/wants-https',
  },
  {
    program: 'Apache',
    statuses: [400],
    body: /speaking plain HTTP to an SSL-enabled server port/i,
    code: 'answer/wants-https',
  },
  {
    program: 'Tomcat',
    statuses: [400],
    body: /combination of host and port requires TLS/i,
    code: 'answer/wants-https',
  },
  {
    program: 'others',
    body: /This web server is running in SSL mode|requires? (?:an? )?(?:HTTPS|SSL) connection/i,
    code: 'answer/wants-https',
  },

  {
    program: 'nginx',
    statuses: [400, 495, 496],
    body: /No required SSL certificate was sent|The SSL certificate error/i,
    code: 'answer/wants-certificate',
  },

  { program: 'Fritz!Box', body: /DNS-Rebind|Rebind-Schutz/i, code: 'answer/host-refused' },
  { program: 'pfSense, OPNsense', body: /DNS Rebind(?:ing)? attack/i, code: 'answer/host-refused' },
  {
    program: 'pfSense, OPNsense',
    body: /HTTP_REFERER ["“'\w./: -]{0,200}(?:was detected|does not match)/i,
    code: 'answer/host-refused',
  },
  { program: 'OpenWrt', statuses: [403], body: /Rejected request from RFC1918 IP/i, code: 'answer/host-refused' },
  {
    program: 'Nextcloud, ownCloud',
    statuses: [400],
    body: /untrusted domain|nicht vertrauenswürdige Domain/i,
    code: 'answer/host-refused',
  },
  { program: 'Vite', statuses: [403], body: /Blocked request\. This host/i, code: 'answer/host-refused' },
  {
    program: 'webpack-dev-server',
    body: /Invalid Host header|Invalid Host\/Origin header/i,
    code: 'answer/host-refused',
  },
  { program: 'Rails', statuses: [403], body: /Blocked hosts?:/i, code: 'answer/host-refused' },
  { program: 'Django', statuses: [400], body: /DisallowedHost|Invalid HTTP_HOST header/i, code: 'answer/host-refused' },
  { program: 'Transmission', statuses: [421], body: /unrecognized hostname/i, code: 'answer/host-refused' },
  { program: 'Jupyter', statuses: [403], body: /Blocking request with non-local/i, code: 'answer/host-refused' },
  {
    program: 'Windows (HTTP.sys)',
    statuses: [400],
    body: /Bad Request - Invalid Hostname/i,
    code: 'answer/host-refused',
  },
  {
    program: 'Tomcat, Spring',
    statuses: [400],
    body: /Invalid character found in the (?:Host|request) |The host \[[^\]]{0,200}\] is not valid/i,
    code: 'answer/host-refused',
  },
  {
    program: 'Cloudflare',
    statuses: [403],
    body: /error code: 1003|Direct IP access not allowed/i,
    code: 'answer/host-refused',
  },
  {
    program: 'others',
    statuses: [400, 403, 404, 421, 444, 501],
    body: /host (?:name )?(?:is )?not (?:allowed|permitted|recognized|recognised|trusted)|invalid host\b|unknown (?:virtual )?host\b|host(?:name)? not in (?:the )?(?:white|allow)list/i,
    code: 'answer/host-refused',
  },
  // RFC 9110 §15.5.20: not the host that this connection or server answers for.
  { program: 'others', statuses: [421], code: 'answer/host-refused' },

  {
    program: 'others',
    statuses: [400, 403],
    body: /untrusted proxy|proxy (?:is )?not trusted|unknown proxy|trusted[ _]proxies|X-Forwarded-For/i,
    code: 'answer/proxy-untrusted',
  },
]

/** The refusal that an answer shows; null when its words are not known. */
export function refusalIn({ status, headers, body }: PageAnswer): Refusal | null {
  if (status < 400) return null
  const server = headers.get('server')?.[0] ?? ''
  const found = refusals.find(
    (one) =>
      (one.statuses === undefined || one.statuses.includes(status)) &&
      (one.body === undefined || one.body.test(body)) &&
      (one.server === undefined || one.server.test(server)),
  )
  return found ?? null
}
