import type { FileProblem, ServerDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { message, verbatim, type Message } from '../../../../shared/messages/message.ts'
import type { Meeting } from './meet.ts'

type Programs = ServerDiagnosis['programs']

/** Chromium 156 and curl 7.88 measured; Firefox and Safari from their sources and manuals. */
function show(
  chrome: string | Message,
  firefox: string | Message,
  safari: string | Message,
  curl: string | Message,
): Programs {
  const one = (program: string, shows: string | Message): Programs[number] => ({
    program,
    shows: typeof shows === 'string' ? verbatim(shows) : shows,
  })
  return [one('Chrome', chrome), one('Firefox', firefox), one('Safari', safari), one('curl', curl)]
}

const CANNOT = message('serverDiagnosis.programs.cannot')
const NOT_PRIVATE = message('serverDiagnosis.programs.notPrivate')

/** What a visitor without a certificate sees of a server that demands one. */
export function programsWithoutCertificate(meeting: Meeting): Programs {
  if (meeting.http) {
    const page = message('serverDiagnosis.programs.ownPage', { status: meeting.http.status })
    return show(page, page, page, page)
  }
  return meeting.version === '1.3'
    ? show(
        // The alert comes after the handshake: whether Chrome reads it before the connection ends is a race.
        message('serverDiagnosis.programs.either', {
          first: 'ERR_BAD_SSL_CLIENT_AUTH_CERT',
          second: 'ERR_SOCKET_NOT_CONNECTED',
        }),
        'SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT',
        CANNOT,
        '(56) … tlsv13 alert certificate required',
      )
    : show(
        'ERR_BAD_SSL_CLIENT_AUTH_CERT',
        'SSL_ERROR_HANDSHAKE_FAILURE_ALERT',
        CANNOT,
        '(35) … sslv3 alert handshake failure',
      )
}

const broken = show('ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_RX_MALFORMED_HANDSHAKE', CANNOT, '(35) …')
const plain = show('ERR_SSL_PROTOCOL_ERROR', 'SSL_ERROR_RX_RECORD_TOO_LONG', CANNOT, '(35) … wrong version number')

const AT: Readonly<Partial<Record<Meeting['speaks'] | 'broken', Programs>>> = {
  broken,
  tls: broken,
  silent: show(
    'ERR_TIMED_OUT',
    message('serverDiagnosis.programs.timedOut'),
    message('serverDiagnosis.programs.notResponding'),
    '(28) …',
  ),
  closes: show('ERR_CONNECTION_CLOSED', 'PR_END_OF_FILE_ERROR', CANNOT, '(35) …'),
  resets: show('ERR_CONNECTION_RESET', 'PR_CONNECT_RESET_ERROR', CANNOT, '(35) … Connection reset by peer'),
}

/** What https:// shows at a port where no TLS comes about. */
export function programsAt(speaks: Meeting['speaks'] | 'broken'): Programs {
  return AT[speaks] ?? plain
}

/** What is shown for a problem of the server’s certificate, the one that each program names first. */
const problems: readonly (readonly [code: string, shows: Programs])[] = [
  [
    'server/missing-intermediate',
    show(
      'ERR_CERT_AUTHORITY_INVALID',
      'SEC_ERROR_UNKNOWN_ISSUER',
      NOT_PRIVATE,
      '(60) … unable to get local issuer certificate',
    ),
  ],
  [
    'server/untrusted',
    show(
      'ERR_CERT_AUTHORITY_INVALID',
      'SEC_ERROR_UNKNOWN_ISSUER',
      NOT_PRIVATE,
      '(60) … self-signed certificate in certificate chain',
    ),
  ],
  [
    'server/self-signed',
    show(
      'ERR_CERT_AUTHORITY_INVALID',
      'MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT',
      NOT_PRIVATE,
      '(60) … self-signed certificate',
    ),
  ],
  [
    'server/wrong-host',
    show(
      'ERR_CERT_COMMON_NAME_INVALID',
      'SSL_ERROR_BAD_CERT_DOMAIN',
      NOT_PRIVATE,
      '(60) SSL: no alternative certificate subject name matches target host name',
    ),
  ],
  [
    'server/no-names',
    show(
      'ERR_CERT_COMMON_NAME_INVALID',
      'SSL_ERROR_BAD_CERT_DOMAIN',
      NOT_PRIVATE,
      message('serverDiagnosis.programs.nothing'),
    ),
  ],
  [
    'server/expired',
    show('ERR_CERT_DATE_INVALID', 'SEC_ERROR_EXPIRED_CERTIFICATE', NOT_PRIVATE, '(60) … certificate has expired'),
  ],
  [
    'server/not-yet-valid',
    show(
      'ERR_CERT_DATE_INVALID',
      'MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE',
      NOT_PRIVATE,
      '(60) … certificate is not yet valid',
    ),
  ],
  [
    'server/wrong-purpose',
    show('ERR_CERT_INVALID', 'SEC_ERROR_INADEQUATE_CERT_TYPE', NOT_PRIVATE, '(60) … unsuitable certificate purpose'),
  ],
]

export function programsWithProblems(found: readonly FileProblem[]): Programs {
  return problems.find(([code]) => found.some((one) => one.code === code))?.[1] ?? []
}
