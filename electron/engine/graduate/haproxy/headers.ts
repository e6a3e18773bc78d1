import { identityHeaders } from '../../../../shared/identity-headers.ts'
import { saysCertificate, saysForwarded, saysNames } from '../header-names.ts'
import type { ExportModel } from '../model.ts'
import { asks } from '../places.ts'
import { literal } from '../text.ts'
import { GOOD, quoted, SENT } from './words.ts'

function set(name: string, value: string, condition = ''): string {
  return `    http-request set-header ${name} ${value}${condition === '' ? '' : ` if ${condition}`}`
}

function spelled(name: string): string {
  return literal(name).replaceAll('-', '[^a-z0-9]')
}

/** What the device is told about the visitor, and what visitors may not say themselves. */
export function headers(model: ExportModel): string[] {
  const { prefixes, names } = identityHeaders
  return [
    '    # What only this server may say is removed from what visitors send, in every spelling.',
    `    http-request del-header ${quoted(`^(${prefixes.map(spelled).join('|')})`)} -m reg`,
    `    http-request del-header ${quoted(`^(${names.map(spelled).join('|')})$`)} -m reg`,
    ...(saysForwarded(model)
      ? [
          set('X-Forwarded-For', '%[src]'),
          set('X-Forwarded-Proto', 'https'),
          set('X-Forwarded-Host', '%[req.hdr(host)]'),
          set('X-Real-IP', '%[src]'),
        ]
      : []),
    ...(!saysNames(model) ? [] : asks(model) ? certificateHeaders(model) : [set('X-SSL-Client-Verify', 'NONE')]),
    ...loginHeader(model),
  ]
}

function certificateHeaders(model: ExportModel): string[] {
  return [
    set('X-SSL-Client-Verify', 'NONE', '!{ ssl_c_used 1 }'),
    set('X-SSL-Client-Verify', 'SUCCESS', `${SENT} ${GOOD}`),
    set(
      'X-SSL-Client-Verify',
      'FAILED:%[var(txn.code),map_int(verify-codes.map,X509_V_ERR_UNSPECIFIED)]',
      `${SENT} !${GOOD}`,
    ),
    '    # Text from a certificate never breaks out of a header: RFC 2253 escapes it; a name that is not plain ASCII',
    '    # is percent-encoded.',
    set('X-SSL-Client-DN', '%[ssl_c_s_dn(,0,rfc2253)]', SENT),
    set('X-SSL-Client-CN', '%[ssl_c_s_dn(CN,-1),url_enc]', SENT),
    set('X-SSL-Client-CN', '%[ssl_c_s_dn(CN,-1)]', `${SENT} { ssl_c_s_dn(CN,-1) -m reg ${quoted('^[ -$&-~]*$')} }`),
    set('X-SSL-Client-Serial', '%[ssl_c_serial,hex]', SENT),
    set('X-SSL-Client-Fingerprint', '%[ssl_c_der,sha2(256),hex]', SENT),
    set(
      'X-SSL-Client-Not-After',
      quoted('20%[ssl_c_notafter,regsub("^(..)(..)(..)(..)(..)(..)Z$","\\1-\\2-\\3T\\4:\\5:\\6.000Z")]'),
      SENT,
    ),
    '    # The actual number; absent when no certificate was sent, since 0 would read as "good".',
    set('X-SSL-Error', '%[var(txn.code)]', SENT),
    ...(saysCertificate(model) ? [set('Client-Cert', ':%[ssl_c_der,base64]:', GOOD)] : []),
  ]
}

function loginHeader({ login }: ExportModel): string[] {
  if (!login) return []
  const { header, value } = login
  const onward = '{ var(txn.answer) -m str forward }'
  // HAProxy keeps the names of headers in lower case.
  const remove = `    http-request del-header ${quoted(`^${spelled(header.toLowerCase())}$`)} -m reg`
  return [
    '    # The device’s own login, in the place of whatever visitors send, and only for those who proved themselves.',
    ...(value === null
      ? [
          remove,
          set(
            header,
            '%[ssl_c_der,sha2(256),hex,map_str(devices.map)]',
            `${onward} ${GOOD} { ssl_c_der,sha2(256),hex,map_str(devices.map) -m found }`,
          ),
        ]
      : [`${remove} if ${onward}`, set(header, quoted(value.replaceAll('%', '%%')), `${onward} ${GOOD}`)]),
  ]
}
