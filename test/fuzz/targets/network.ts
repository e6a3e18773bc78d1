import { readingsOf, readTarget } from '../../../shared/access/path.ts'
import { countedAs, isLocalNetwork } from '../../../shared/access/local-network.ts'
import { detectPlatform } from '../../../shared/platforms/detect.ts'
import { readClientHello } from '../../../electron/gate/tls/client-hello.ts'
import { VisitorHeaderPolicy } from '../../../electron/gate/visit/header-policy.ts'
import { upstreamHeaders } from '../../../electron/gate/visit/headers.ts'
import { normaliseAddress, normaliseHost, originForm } from '../../../electron/gate/tls/names.ts'
import { readFlight } from '../../../electron/engine/diagnosis/server/flight.ts'
import { recognise } from '../../../electron/engine/diagnosis/server/recognise.ts'
import { must, type Target } from '../target.ts'

/** Every percent-encoding undone, whatever it stands for. */
function decoded(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** What a server that never heard of our rules makes of a path: decoding, then RFC 3986 §5.2.4. */
function asUpstream(path: string): string {
  const out: string[] = []
  for (const part of decoded(path).split('/')) {
    if (part === '..') out.pop()
    else if (part !== '.') out.push(part)
  }
  return out.join('/').replace(/\/+/g, '/')
}

const PATHS = ['/', '/a/b?c=d', '/%7Euser/./x/../y', '/a//b/', '/a%20b;c', '/%2e%2e/etc', '/ä', '/a?b#c', '*', '']
const REQUESTS = [
  'https://nas.home.arpa:8443/a?b',
  'http://user@nas.home.arpa/',
  '/a/b',
  'https://[fd00::1]:8443/x',
  'HTTPS://NAS.home.arpa./',
]
const HEADERS = [
  'Host\0nas.home.arpa\0Connection\0X-Real-IP, close\0X-Real-IP\x001.2.3.4\0x_ssl_client_dn\0CN=x\0Cookie\0a=b',
  'X-SSL-Client-Verify\0SUCCESS\0Client-Cert\0:AAAA:\0Transfer-Encoding\0chunked\0:path\0/\0__proto__\0x',
]
const ADDRESSES = ['192.168.1.2', '::ffff:10.0.0.1', 'fe80::1%eth0', '2001:db8::1', '::', '1.2.3', '127.0.0.1']
const GREETINGS = ['SSH-2.0-OpenSSH_9.2\r\n', '220 mail ESMTP\r\n', 'HTTP/1.1 400 Bad Request\r\n\r\n', '* OK IMAP\r\n']

/** Only names that the gate's readers let in (RFC 9110 §5.6.2). */
function pairsOf(text: string): string[] {
  const parts = text.split('\0')
  return parts.flatMap((name, at) =>
    at % 2 === 0 && /^[!#$%&'*+.^_`|~\w-]+$/.test(name) ? [name, parts[at + 1] ?? ''] : [],
  )
}

/** What comes over the network before anybody is known. */
export const networkTargets: readonly Target[] = [
  {
    name: 'client-hello',
    from: ['hello'],
    most: 200_000,
    patience: 100,
    read(input) {
      const { state } = readClientHello(input)
      // Cut off anywhere it is not yet complete, and never something else than with the rest.
      const half = readClientHello(input.subarray(0, Math.floor(input.length / 2)))
      if (state === 'hello') must(half.state !== 'not-tls', 'half a hello is not refused')
    },
  },
  {
    name: 'server-flight',
    from: ['flight'],
    most: 262_144,
    read(input) {
      const length = input[0] ?? 0
      const secret = input.subarray(1, 1 + length)
      const { chain, authorities } = readFlight(input.subarray(1 + length), length > 0 ? secret : null)
      must(chain.length <= 32 && (authorities?.length ?? 0) <= 500, 'lists are bounded')
    },
  },
  {
    name: 'first-bytes',
    from: ['flight', 'hello'],
    seeds: GREETINGS,
    read: (input) => [recognise(input, false), recognise(input, true)],
  },
  {
    name: 'path',
    seeds: PATHS,
    most: 65_536,
    patience: 200,
    read(input) {
      const target = input.toString('latin1')
      const loose = readTarget(target, false)
      if (loose) must(loose.path + loose.query === target, 'without rules a target goes on as it came')
      const strict = readTarget(target, true)
      if (!strict) return
      must(loose !== null, 'rules let nothing in that is refused without them')
      const again = readTarget(strict.path + strict.query, true)
      must(again?.path === strict.path, 'what is forwarded is judged as what was judged', strict.path, again?.path)
      const readings = readingsOf(strict.path)
      const seen = asUpstream(strict.path)
      must(readings?.some((one) => asUpstream(one) === seen) ?? true, 'the upstream sees a path that was judged')
    },
  },
  {
    name: 'host',
    seeds: REQUESTS,
    most: 65_536,
    patience: 200,
    read(input) {
      const text = input.toString('latin1')
      const host = normaliseHost(text)
      if (host !== null) {
        must(!/[\s/@\\?#[\]]/.test(host), 'a host is no more than a host', host)
        const written = host.includes(':') ? `[${host}]` : host
        must(normaliseHost(written) === host, 'a host has one spelling', host, normaliseHost(written))
      }
      const target = originForm(text, 'nas.home.arpa')
      if (target !== null && target !== text) must(target.startsWith('/'), 'the origin form is a path', target)
    },
  },
  {
    name: 'address',
    seeds: ADDRESSES,
    most: 4096,
    patience: 200,
    read(input) {
      const text = input.toString('latin1')
      countedAs(text)
      must(isLocalNetwork(text) === isLocalNetwork(normaliseAddress(text)), 'an address is where it is', text)
    },
  },
  {
    name: 'headers',
    seeds: HEADERS,
    most: 65_536,
    patience: 200,
    read(input) {
      const raw = pairsOf(input.toString('latin1'))
      const kept = new VisitorHeaderPolicy({ passHeaders: [], login: null }, 'upstream').apply(raw)
      for (let at = 0; at < kept.length; at += 2) {
        const name = (kept[at] ?? '').toLowerCase().replaceAll('_', '-')
        must(
          !/^(?:x-ssl-client-|client-cert$|x-real-ip$|remote-|proxy$)/.test(name),
          'only the gate says who it is',
          name,
        )
      }
      upstreamHeaders(
        raw,
        { upstream: new URL('http://192.168.1.20'), host: 'camera.home', askedHost: 'camera.home' },
        false,
      )
    },
  },
  {
    name: 'user-agent',
    seeds: [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)',
      'curl/8.5',
      'Mozilla/5.0 (X11; Linux) Firefox/140',
    ],
    most: 65_536,
    patience: 200,
    read: (input) => detectPlatform(input.toString('latin1'), 'iphone'),
  },
]
