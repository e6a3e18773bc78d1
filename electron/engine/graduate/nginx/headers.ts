import { knownIdentityHeaders, saysForwarded, saysNames } from '../header-names.ts'
import type { ExportModel } from '../model.ts'
import { asks } from '../places.ts'
import { headerText, sha1Of } from '../text.ts'
import { map, quoted } from './words.ts'

/** $login: what the device's own login is, or what the visitor sent instead of it. */
export function loginMaps({ login, devices }: ExportModel): string[] {
  if (!login) return []
  const proven = login.value === null ? '$device' : '$login_secret'
  const sent = `$http_${login.header.toLowerCase().replaceAll('-', '_')}`
  return [
    '    # The device’s own login, in the place of whatever visitors send, and only for those who proved themselves.',
    ...(login.value === null
      ? map('$ssl_client_fingerprint', '$device', [
          ['default', "''"],
          ...devices.flatMap((one) => {
            const print = sha1Of(one)
            return print === null ? [] : [[print, dollars(headerText(one.device))] as const]
          }),
        ])
      : map('""', '$login_secret', [['default', dollars(login.value)]])),
    ...map('"$answer $certificate"', '$login', [
      ['default', "''"],
      ['"forward good"', proven],
      // What visitors send to the public page is their own affair.
      ...(login.value === null ? [] : [['"~^public "', sent] as const]),
    ]),
  ]
}

/** A value in which a `$` stands for itself: nginx has no other way than a variable that holds one. */
function dollars(text: string): string {
  return quoted(text).replaceAll('$', () => '${dollar}')
}

/** What the device is told about the visitor, and what visitors may not say themselves. */
export function headers(model: ExportModel): string[] {
  const judged = asks(model)
  const values: Readonly<Record<string, string>> = {
    ...(saysForwarded(model) && {
      'X-Forwarded-For': '$remote_addr',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': '$http_host',
      'X-Real-IP': '$remote_addr',
    }),
    ...(saysNames(model) && { 'X-SSL-Client-Verify': judged ? '$verify_word' : 'NONE' }),
    ...(saysNames(model) &&
      judged && {
        'X-SSL-Client-DN': '$ssl_client_s_dn',
        'X-SSL-Client-CN': '$common_name',
        'X-SSL-Client-Serial': '$ssl_client_serial',
        'X-SSL-Client-SHA1': '$ssl_client_fingerprint',
        'X-SSL-Client-Not-After': '$ssl_client_v_end',
        'X-SSL-Error': '$verify_number',
      }),
  }
  const login = model.login?.header
  const names = knownIdentityHeaders.filter((name) => name.toLowerCase() !== login?.toLowerCase())
  return [
    '        # What only this server may say. An empty value removes what the visitor sent under that name; names with',
    '        # an underscore are dropped altogether (underscores_in_headers off).',
    '        underscores_in_headers off;',
    ...names.map((name) => `        proxy_set_header ${name} ${values[name] ?? '""'};`),
    ...(login === undefined ? [] : [`        proxy_set_header ${quoted(login)} $login;`]),
    '        proxy_set_header Host $asked_host;',
    '        proxy_set_header Upgrade $upgrade;',
    '        proxy_set_header Connection $connection_header;',
  ]
}
