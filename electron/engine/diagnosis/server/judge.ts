import type { ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { alertMeaningOf } from '../../../../shared/verify/alert-meaning.ts'
import { verifyCodesBehind } from '../../../../shared/verify/alert-of.ts'
import { verifyCodeByNumber } from '../../../../shared/verify/index.ts'
import { meaningOf } from '../../../../shared/verify/meaning.ts'
import type { Meeting } from './meet.ts'

export type ClientCertificate = ServerDiagnosis['clientCertificate']

/** nginx completes the handshake and says no in HTTP: 400 in words, 495 and 496 where they are passed on. */
function refusesInHttp(meeting: Meeting): boolean {
  const { http } = meeting
  if (!http) return false
  return http.status === 495 || http.status === 496 || (http.status === 400 && /certificate/i.test(http.body))
}

/** Alerts that servers send for want of a certificate; Go's also send bad_certificate. */
const WANT = new Set(['handshake_failure', 'certificate_required', 'bad_certificate', 'unknown_ca', 'decode_error'])

function refused(meeting: Meeting): boolean {
  return meeting.handshake === 'refused' && (meeting.alert === null || WANT.has(meeting.alert.name))
}

/** Pure: what was seen without a certificate → what the server wants. Null when it cannot be told. */
export function clientCertificate(without: readonly Meeting[]): ClientCertificate {
  const asked = without.some((meeting) => meeting.flight.asked === true)
  const hidden = !asked && without.some((meeting) => meeting.flight.asked === null && meeting.handshake !== 'failed')
  if (without.some((meeting) => meeting.flight.asked !== false && (refused(meeting) || refusesInHttp(meeting)))) {
    // An alert that answers the hello itself was not about a certificate, unless it says so.
    const sure = without.some(
      (meeting) =>
        meeting.flight.asked === true || meeting.alert?.name === 'certificate_required' || refusesInHttp(meeting),
    )
    if (sure) return 'required'
  }
  if (asked) return 'optional'
  return hidden || without.every((meeting) => meeting.handshake === 'failed') ? null : 'disabled'
}

interface Words {
  readonly explanation: string
  readonly fix: string | null
}

const NOT_TLS: Readonly<Record<Exclude<Meeting['speaks'], 'tls'>, Words>> = {
  http: {
    explanation: 'This port speaks plain HTTP, not TLS: there can be no certificates on it, of neither side.',
    fix: 'Call it by http://, or switch on TLS: nginx “listen 443 ssl”, HAProxy “bind :443 ssl crt …”, Apache “SSLEngine on”.',
  },
  ssh: { explanation: 'An SSH server answers at this port, no TLS.', fix: 'Check the port: HTTPS is usually 443.' },
  smtp: {
    explanation: 'A mail server answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    fix: 'Use its TLS port, 465, or “openssl s_client -starttls smtp”.',
  },
  imap: {
    explanation: 'A mailbox server (IMAP) answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    fix: 'Use its TLS port, 993, or “openssl s_client -starttls imap”.',
  },
  pop3: {
    explanation: 'A mailbox server (POP3) answers, which begins in clear and turns to TLS only when asked (STLS).',
    fix: 'Use its TLS port, 995, or “openssl s_client -starttls pop3”.',
  },
  ftp: {
    explanation: 'An FTP server answers, which begins in clear and turns to TLS only when asked (AUTH TLS).',
    fix: 'Use “openssl s_client -starttls ftp”, or its TLS port, 990.',
  },
  vnc: { explanation: 'A remote screen (VNC) answers at this port, no TLS.', fix: 'Check the port.' },
  mysql: {
    explanation: 'A MySQL or MariaDB server answers, which turns to TLS only when asked.',
    fix: 'Use “openssl s_client -starttls mysql”.',
  },
  xmpp: {
    explanation: 'A chat server (XMPP) answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    fix: 'Use “openssl s_client -starttls xmpp”.',
  },
  other: {
    explanation: 'Something answers at this port, but it does not speak TLS.',
    fix: 'Check the port: HTTPS is usually 443.',
  },
  silent: {
    explanation: 'The port accepts connections, but nothing answered within the time limit.',
    fix: 'Look whether the service behind the port hangs, or waits for something in front of it (a PROXY protocol header).',
  },
  closes: {
    explanation: 'The port accepts connections and closes them at once, without a word.',
    fix: 'Look at the server’s log: a filter of addresses, a container without its service, or a HAProxy without a backend behave like this.',
  },
}

type Changes = ServerDiagnosis['changes']

function changes(goal: string, list: readonly Omit<Changes[number], 'goal'>[]): Changes {
  return list.map((one) => ({ goal, ...one }))
}

/** What to change at the servers people run, in their words. */
const CHANGES = {
  demand: changes('To demand a certificate from every visitor', [
    { server: 'HAProxy', change: 'bind :443 ssl crt server.pem ca-file ca.crt verify required' },
    { server: 'nginx', change: 'ssl_client_certificate ca.crt; ssl_verify_client on;' },
    { server: 'Apache', change: 'SSLCACertificateFile ca.crt\nSSLVerifyClient require\nSSLVerifyDepth 2' },
    { server: 'Caddy', change: 'tls { client_auth { mode require_and_verify\n trust_pool file ca.crt } }' },
  ]),
  explain: changes('To show visitors without a good certificate a page that says why', [
    {
      server: 'HAProxy',
      change: 'verify optional crt-ignore-err all ca-ignore-err all, then a page for each ssl_c_verify',
    },
    { server: 'nginx', change: 'ssl_verify_client optional; error_page 495 496 /why.html;' },
    { server: 'Apache', change: 'SSLVerifyClient optional, then Require expr "%{SSL_CLIENT_VERIFY} == \'SUCCESS\'"' },
    { server: 'Caddy', change: 'client_auth { mode verify_if_given }, then a page for visitors without a certificate' },
  ]),
  trust: changes('To accept certificates of this authority', [
    { server: 'HAProxy', change: 'add the authority’s certificate, root and intermediate, to the ca-file' },
    { server: 'nginx', change: 'add it to ssl_client_certificate; ssl_verify_depth 2 where there is an intermediate' },
    { server: 'Apache', change: 'add it to SSLCACertificateFile; SSLVerifyDepth 2 where there is an intermediate' },
    { server: 'Caddy', change: 'add it to trust_pool file' },
  ]),
}

/** What programs show to a visitor without a certificate (measured on Chromium 156, Firefox 153, curl 7.88). */
function programs(meeting: Meeting): ServerDiagnosis['programs'] {
  if (meeting.http) {
    return ['Chrome', 'Firefox', 'Safari', 'curl'].map((program) => ({
      program,
      shows: `the server’s own page with HTTP ${meeting.http?.status ?? ''}`,
    }))
  }
  const newer = meeting.version === '1.3'
  return [
    { program: 'Chrome', shows: 'ERR_BAD_SSL_CLIENT_AUTH_CERT' },
    {
      program: 'Firefox',
      shows: newer ? 'SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT' : 'SSL_ERROR_HANDSHAKE_FAILURE_ALERT',
    },
    { program: 'Safari', shows: 'that it cannot establish a secure connection to the server' },
    {
      program: 'curl',
      shows: newer ? '(56) … tlsv13 alert certificate required' : '(35) … sslv3 alert handshake failure',
    },
  ]
}

export interface Judgement {
  readonly clientCertificate: ClientCertificate
  readonly summary: string
  readonly explanation: string
  readonly fix: string | null
  readonly programs: ServerDiagnosis['programs']
  readonly changes: ServerDiagnosis['changes']
}

/** A verify code that the server put into its answer, as sites of Vestibule and HAProxy set-ups do. */
function codeInAnswer(meeting: Meeting): ReturnType<typeof verifyCodeByNumber> {
  const head = meeting.http?.head ?? ''
  const text = /^x-(?:vestibule-verify|ssl-error|ssl-client-verify): *(\d{1,3})\b/im.exec(head)?.[1]
  const body = /verify error: ?\((\d{1,3}):/i.exec(meeting.http?.body ?? '')?.[1]
  const number = text ?? body
  return number === undefined ? undefined : verifyCodeByNumber(Number(number))
}

/** Pure: what became of the visitor with the certificate. */
function withOne(
  meeting: Meeting,
  issuerAccepted: boolean | null,
): Words & { readonly let: boolean; readonly short: string } {
  const issuer =
    issuerAccepted === false
      ? ' The issuer of your certificate is not among the authorities that the server names: browsers will not even offer it.'
      : ''
  const code = codeInAnswer(meeting)
  if (code && code.number !== 0) {
    const meaning = meaningOf(code.name)
    return {
      let: false,
      short: `Yours is refused: ${code.number} ${code.name}.`,
      explanation: `Your certificate was refused with verify code ${code.number} ${code.name}. ${meaning?.explanation ?? ''}${issuer}`,
      fix: meaning?.fix ?? null,
    }
  }
  if (meeting.handshake === 'refused' || refusesInHttp(meeting)) {
    const meaning = meeting.alert ? alertMeaningOf(meeting.alert.name) : null
    const behind = meeting.alert ? verifyCodesBehind(meeting.alert.number).map((one) => one.number) : []
    const codes =
      behind.length > 0 ? ` At an OpenSSL server one of the verify codes ${behind.join(', ')} is behind it.` : ''
    const how = meeting.alert
      ? `with alert ${meeting.alert.number} ${meeting.alert.name}. ${meaning?.explanation ?? ''}${codes}`
      : meeting.http
        ? `with HTTP ${meeting.http.status}; the server keeps the reason for its log.`
        : 'by hanging up, without a reason; its log may know one.'
    return {
      let: false,
      short: meeting.alert
        ? `Yours is refused: alert ${meeting.alert.number} ${meeting.alert.name}.`
        : 'Yours is refused.',
      explanation: `Your certificate was refused ${how}${issuer}`,
      fix: meaning?.fix ?? 'Look at the server’s log for the verify code, and paste the line into “An error message”.',
    }
  }
  if (meeting.handshake === 'failed') {
    return {
      let: false,
      short: 'With yours no handshake could be made.',
      explanation: 'The handshake with your certificate could not be made.',
      fix: null,
    }
  }
  const status = meeting.http?.status
  return {
    let: status === undefined || status < 400,
    short: status === undefined || status < 400 ? 'Yours is accepted.' : `With yours it answers HTTP ${status}.`,
    explanation:
      status === undefined
        ? 'The handshake with your certificate went through; the server gave no answer to an HTTP request.'
        : status < 400
          ? `Your certificate was accepted (HTTP ${status}).`
          : `The handshake with your certificate went through, and the server then answered HTTP ${status}.${issuer}`,
    fix: null,
  }
}

const FIRST_LINE: Readonly<Record<'disabled' | 'optional' | 'required', string>> = {
  disabled: 'Certificates are DISABLED: the server asks nobody for one.',
  optional: 'Certificates are OPTIONAL: the server asks for one and lets the handshake go on without.',
  required: 'Certificates are REQUIRED: the server turns away whoever has none.',
}

/**
 * Pure: everything seen → what to say. `issuerAccepted`: whether the certificate's issuer is among the authorities that
 * the server names; null when it names none or no certificate was given.
 */
export function judge(
  without: readonly Meeting[],
  withCertificate: Meeting | null,
  issuerAccepted: boolean | null,
): Judgement {
  const spoken = without.find((meeting) => meeting.speaks === 'tls')
  const [first] = without
  if (!spoken) {
    const speaks = first?.speaks ?? 'silent'
    const words = NOT_TLS[speaks === 'tls' ? 'other' : speaks]
    return { clientCertificate: null, summary: words.explanation, ...words, programs: [], changes: [] }
  }
  const wants = clientCertificate(without)
  const reached = without.filter((meeting) => meeting.handshake !== 'failed')
  if (reached.length === 0) {
    const alert = without.find((meeting) => meeting.alert)?.alert
    const meaning = alert ? alertMeaningOf(alert.name) : null
    const explanation = alert
      ? `The server speaks TLS but ends every handshake with alert ${alert.number} ${alert.name}. ${meaning?.explanation ?? ''}`
      : 'The server speaks TLS, but no handshake could be finished with it.'
    return {
      clientCertificate: wants,
      summary: explanation,
      explanation,
      fix: meaning?.fix ?? 'Look at the server’s log.',
      programs: [],
      changes: [],
    }
  }
  const line =
    wants === null ? 'Whether the server asks for certificates cannot be seen from outside.' : FIRST_LINE[wants]
  const own =
    wants === 'disabled' && withCertificate
      ? {
          let: true,
          short: 'Yours was not sent.',
          explanation: 'Your certificate was not asked for, so it was not sent.',
          fix: null,
        }
      : withCertificate
        ? withOne(withCertificate, issuerAccepted)
        : null
  const newest = reached.findLast((meeting) => meeting.handshake === 'refused' || meeting.http) ?? reached[0]
  const status = newest?.http?.status
  const page =
    wants === 'optional' && status !== undefined && status >= 400
      ? ` Without a certificate it then answers HTTP ${status}: it may keep such visitors out by a page.`
      : ''
  return {
    clientCertificate: wants,
    summary: [line, own?.short].filter(Boolean).join(' '),
    explanation: [`${line}${page}`, own?.explanation].filter(Boolean).join(' '),
    fix: own
      ? own.fix
      : wants === 'required'
        ? 'Give a device’s certificate to this test to see what becomes of it.'
        : null,
    programs: wants === 'required' && newest ? programs(newest) : [],
    changes: [
      ...(wants === 'disabled' ? CHANGES.demand : []),
      ...(wants === 'required' && !newest?.http ? CHANGES.explain : []),
      ...(own && !own.let && (issuerAccepted === false || withCertificate?.alert?.name === 'unknown_ca')
        ? CHANGES.trust
        : []),
    ],
  }
}
