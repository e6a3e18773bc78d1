import type { ExportName, ExportTest } from './model.ts'
import { literal } from './text.ts'

/** Bytes beyond ASCII as `\XX`, which is how OpenSSL writes names unless it is told otherwise. */
function escapedBytes(text: string): string {
  return text.replace(/[^\u0020-\u007E]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
}

/** A value as RFC 2253 §2.4 escapes it. */
function escapedValue(value: string): string {
  return value.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[# ]| $/g, '\\$&')
}

/** Most specific part first, in UTF-8: Apache. */
export function utf8Name({ lines }: ExportName): string {
  return lines.split('\n').toReversed().join(',')
}

/** The same in ASCII: nginx, and HAProxy when asked for `rfc2253`. */
export function asciiName(name: ExportName): string {
  return escapedBytes(utf8Name(name))
}

/** The order in which Go's crypto/x509/pkix writes the attributes it knows. */
const GO_ORDER = ['serialNumber', 'CN', 'postalCode', 'street', 'ST', 'L', 'OU', 'O', 'C']
const GO_NAMES: Readonly<Record<string, string>> = {
  serialNumber: 'SERIALNUMBER',
  postalCode: 'POSTALCODE',
  street: 'STREET',
}

/** As Go writes it: Caddy. Several values of one attribute are joined by `+`. */
export function goName({ lines }: ExportName): string {
  const values = new Map<string, string[]>()
  for (const line of lines.split('\n')) {
    const [type = '', ...value] = line.split('=')
    values.set(type, [...(values.get(type) ?? []), value.join('=')])
  }
  return GO_ORDER.flatMap((type) => {
    const all = values.get(type)
    return all ? [all.map((value) => `${GO_NAMES[type] ?? type}=${value}`).join('+')] : []
  }).join(',')
}

/** Finds a value of an attribute in a name of RFC 2253, whole and nowhere else: escaped commas separate nothing. */
export function subjectPattern(
  { attribute, values }: Extract<ExportTest, { kind: 'subject' }>,
  form: 'ascii' | 'utf8',
): string {
  const said = values.map((value) =>
    literal(form === 'ascii' ? escapedBytes(escapedValue(value)) : escapedValue(value)),
  )
  return `^(?:(?:[^,+\\\\]|\\\\.)*[,+])*${attribute}=(?:${said.join('|')})(?:[,+]|$)`
}
