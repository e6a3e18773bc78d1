import { identityHeaders } from '../../../../shared/identity-headers.ts'
import { saysCertificate, saysForwarded, saysNames } from '../header-names.ts'
import type { ExportModel } from '../model.ts'
import { asks } from '../places.ts'
import { headerText } from '../text.ts'
import { revokedSerials } from '../trust.ts'
import { decimal } from './decision.ts'
import { matcher, quoted, SENT } from './words.ts'

/** Every combination of - and _ in a name, since patterns here cannot say "either". */
function spellings(name: string): string[] {
  return Array.from(name).reduce<string[]>(
    (list, character) =>
      character === '-' ? list.flatMap((one) => [`${one}-`, `${one}_`]) : list.map((one) => one + character),
    [''],
  )
}

/** What the device is told about the visitor, and what visitors may not say themselves. */
export function headers(model: ExportModel): string[] {
  const { prefixes, names } = identityHeaders
  return [
    '    # What only this server may say is removed from what visitors send, in every spelling.',
    ...[...prefixes.map((prefix) => `${prefix}*`), ...names]
      .flatMap(spellings)
      .map((name) => `    request_header -${name}`),
    ...(saysForwarded(model) ? ['    request_header X-Real-IP {http.request.remote.host}'] : []),
    ...(saysNames(model) ? ['    request_header X-SSL-Client-Verify NONE'] : []),
    ...(asks(model) && saysNames(model)
      ? [
          '    # Nothing more is said when none was sent.',
          ...(
            [
              ['X-SSL-Client-Verify', 'SUCCESS'],
              ['X-SSL-Client-DN', '{http.request.tls.client.subject}'],
              ['X-SSL-Client-Serial', '{http.request.tls.client.serial}'],
              ['X-SSL-Client-Fingerprint', '{http.request.tls.client.fingerprint}'],
              ['X-SSL-Error', '0'],
              ...(saysCertificate(model)
                ? ([['Client-Cert', ':{http.request.tls.client.certificate_der_base64}:']] as const)
                : []),
            ] as const
          ).map(([name, value]) => `    request_header @sent ${name} "${value}"`),
          ...(revokedSerials(model).length === 0
            ? []
            : [
                '    request_header @revoked X-SSL-Client-Verify "FAILED:X509_V_ERR_CERT_REVOKED"',
                '    request_header @revoked X-SSL-Error "23"',
                '    request_header @revoked -Client-Cert',
              ]),
        ]
      : []),
  ]
}

/** `{` begins a placeholder. */
function escapeBraces(value: string): string {
  return value.replace(/[{}]/g, '\\$&')
}

/** Who proved himself, and which device it is; before anything is decided. */
export function loginFacts(model: ExportModel): string[] {
  if (!model.login) return []
  const revoked = revokedSerials(model).map(decimal)
  const taken = revoked.length === 0 ? [] : [`not vars {http.request.tls.client.serial} ${revoked.join(' ')}`]
  return [
    ...matcher('proven', [SENT, ...taken]),
    ...(model.login.value === null
      ? [
          '    map {http.request.tls.client.fingerprint} {door.device} {',
          ...model.devices.map(
            (one) => `        ${one.sha256.toLowerCase()} ${quoted(escapeBraces(headerText(one.device)))}`,
          ),
          '        default ""',
          '    }',
          ...(model.devices.length === 0
            ? []
            : matcher('device', [
                SENT,
                `vars {http.request.tls.client.fingerprint} ${model.devices.map((one) => one.sha256.toLowerCase()).join(' ')}`,
                ...taken,
              ])),
        ]
      : []),
  ]
}

/** The device's own login, on the way to it. */
export function loginLines({ login, devices }: ExportModel): string[] {
  if (!login) return []
  const { header, value } = login
  return [
    '    # The device’s own login, in the place of whatever visitors send, and only for those who proved themselves.',
    ...spellings(header).map((name) => `    request_header -${name}`),
    ...(value !== null
      ? [`    request_header @proven ${header} ${quoted(escapeBraces(value))}`]
      : devices.length === 0
        ? []
        : [`    request_header @device ${header} {door.device}`]),
  ]
}
