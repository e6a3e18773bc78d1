/**
 * Heads of responses as devices write them, in the form that RFC 9112 wants. What two of nginx, HAProxy and Caddy take is
 * taken (test/interop/clients/raw-answers.test.ts).
 */

/** Blanks in front of the colon: a proxy removes them (RFC 9112 §5.1). */
const FIELD = /^([^\s:]+)[ \t]*:(.*)$/s
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** NUL is not among them: what comes after it is cut off by some readers. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const CONTROLS = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]/g
/** HTTP/1.2 and HTTP/2.0 in the words of HTTP/1; several blanks; a tab before the reason. */
const STATUS = /^HTTP\/([1-9])\.(\d) +([1-9]\d\d)(?:[ \t](.*))?$/s

/**
 * Lines without their ends: a bare LF ends one (RFC 9112 §2.2), as do several CR before it; a folded one goes on
 * (§5.2).
 */
export function looseLines(text: string): string[] {
  return text
    .replace(/\r*\n[ \t]+/g, ' ')
    .split(/\r*\n/)
    .filter((line) => line !== '')
    .flatMap((line) => fieldLine(line) ?? [])
}

/** @returns null for a field that no visitor can be told: its name is none */
function fieldLine(line: string): string | null {
  const [, name, value] = FIELD.exec(line) ?? []
  if (name === undefined || value === undefined) return line
  return TOKEN.test(name) ? `${name}:${value.replace(CONTROLS, ' ')}` : null
}

/** @param text with the empty line at its end @returns each line ended by CRLF; null when it is no response */
export function strictHead(text: string): string | null {
  const end = text.indexOf('\n')
  const status = STATUS.exec(text.slice(0, end).replace(/\r+$/, ''))
  if (!status) return null
  const [, major, minor, code = '', reason = ''] = status
  const version = major === '1' && minor === '0' ? 'HTTP/1.0' : 'HTTP/1.1'
  const lines = [`${version} ${code} ${reason.replace(CONTROLS, '')}`, ...looseLines(text.slice(end + 1))]
  return lines.map((line) => `${line}\r\n`).join('')
}
