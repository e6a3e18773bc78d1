import { gateHeaders } from '../../../../shared/identity-headers.ts'
import { knownIdentityHeaders, saysForwarded, saysNames } from '../header-names.ts'
import type { ExportModel } from '../model.ts'
import { asks } from '../places.ts'
import { headerText, sha1OfPem } from '../text.ts'
import { BAD, GOOD, LEAF, quoted, SELF } from './words.ts'

function set(name: string, value: string, condition?: string): string {
  return `    RequestHeader set ${name} "expr=${value}"${condition === undefined ? '' : ` "expr=${condition}"`}`
}

function certificateHeaders(): string[] {
  return [
    set('X-SSL-Client-Verify', '%{SSL_CLIENT_VERIFY}'),
    '    # Text from a certificate never breaks out of a header: what is not plain ASCII is percent-encoded.',
    ...(
      [
        ['X-SSL-Client-DN', 'SSL_CLIENT_S_DN'],
        ['X-SSL-Client-CN', 'SSL_CLIENT_S_DN_CN'],
      ] as const
    ).flatMap(([name, variable]) => [
      set(name, `%{${variable}}`, `${GOOD} && %{${variable}} =~ /^[ -$&-~]*$/`),
      set(name, `%{escape:%{${variable}}}`, `${GOOD} && %{${variable}} !~ /^[ -$&-~]*$/`),
    ]),
    set('X-SSL-Client-Serial', '%{SSL_CLIENT_M_SERIAL}', GOOD),
    set('X-SSL-Client-Not-After', '%{SSL_CLIENT_V_END}', GOOD),
    '    # Absent when no certificate was sent, since 0 would read as "good".',
    set('X-SSL-Error', '0', GOOD),
    set('X-SSL-Error', '21', LEAF),
    set('X-SSL-Error', '18', `${BAD} && ${SELF}`),
  ]
}

/** What the device is told about the visitor, and what visitors may not say themselves. */
export function headers(model: ExportModel): string[] {
  const known = knownIdentityHeaders.map((name) => name.toLowerCase()).join('|')
  const spelled = [...gateHeaders.prefixes, ...knownIdentityHeaders.map((name) => `${name.toLowerCase()}$`)]
    .map((name) => name.replaceAll('-', '[^a-z0-9]'))
    .join('|')
  return [
    '    # What only this server may say is removed from what visitors send.',
    ...knownIdentityHeaders.map((name) => `    RequestHeader unset ${name}`),
    '    # Apache cannot remove headers by pattern: a request with one of them in another spelling is refused.',
    `    SetEnvIfNoCase "^(?!(${known})$)(${spelled})" "." odd`,
    '    ProxyAddHeaders Off',
    ...(saysForwarded(model)
      ? [
          set('X-Forwarded-For', '%{REMOTE_ADDR}'),
          '    RequestHeader set X-Forwarded-Proto https',
          set('X-Forwarded-Host', '%{HTTP_HOST}'),
          set('X-Real-IP', '%{REMOTE_ADDR}'),
        ]
      : []),
    ...(!saysNames(model)
      ? []
      : asks(model)
        ? certificateHeaders()
        : ['    RequestHeader set X-SSL-Client-Verify NONE']),
    ...(model.upstream.askedHost === null ? [] : [`    RequestHeader set Host ${model.upstream.askedHost}`]),
    ...loginHeader(model),
  ]
}

function loginHeader({ login, devices }: ExportModel): string[] {
  if (!login) return []
  const { header, value } = login
  const spelled = header.toLowerCase().replaceAll('-', '[^a-z0-9]')
  return [
    '    # The device’s own login, in the place of whatever visitors send, and only for those who proved themselves.',
    `    SetEnvIfNoCase "^(?!${header}$)${spelled}$" "." odd`,
    `    RequestHeader unset ${header}`,
    ...(value === null
      ? [
          ...devices.flatMap((one) => {
            const print = sha1OfPem(one)
            return print === null
              ? []
              : [
                  `    SetEnvIfExpr ${quoted(`${GOOD} && sha1(%{SSL_CLIENT_CERT}) == '${print}'`)} ${quoted(`device=${headerText(one.device)}`)}`,
                ]
          }),
          set(header, '%{reqenv:device}', '-n %{reqenv:device}'),
        ]
      : [`    RequestHeader set ${header} ${quotedHeader(value)} "expr=${GOOD}"`]),
  ]
}

/** A fixed header value: mod_headers reads `%` as the start of a format. */
function quotedHeader(value: string): string {
  return quoted(value.replaceAll('%', '%%'))
}
