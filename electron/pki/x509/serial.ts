/** Longer ones are no serial number of anybody (RFC 5280 §4.1.2.2 allows 20 octets; some authorities write more). Digits. */
const MAX_DIGITS = 2000

/**
 * Serial numbers have one spelling in this program, that of `readInteger`: upper-case hexadecimal without leading zeros,
 * after a `-` where the number is negative (old software issued such; RFC 5280 §4.1.2.2 asks to take them). Brings what
 * other programs write (`0a1b`, `00:1F:2C`, `-01`) to it.
 * @returns null for what is no hexadecimal number
 */
export function spellSerial(text: string): string | null {
  const match = /^(-?)(?:0x)?([0-9A-Fa-f]+)$/.exec(text.trim().replace(/[:\s]/g, ''))
  if (!match || text.length > MAX_DIGITS) return null
  const digits = (match[2] ?? '').toUpperCase().replace(/^0+(?=.)/, '')
  return digits === '0' ? digits : `${match[1] ?? ''}${digits}`
}
