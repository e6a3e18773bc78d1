/** Names that Windows keeps for devices, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i

/**
 * A file name that every system takes and no shell trips over: letters and digits of any script, `-` and `_`.
 * At most 60 characters before the extension; never empty, hidden or reserved.
 */
export function safeFileName(name: string, extension: string): string {
  const stem = Array.from(
    name
      .normalize('NFC')
      .replace(/['’"“”]/gu, '')
      .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-'),
  )
    .slice(0, 60)
    .join('')
    .replace(/-{2,}/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
  const safe = stem === '' ? 'device' : RESERVED.test(stem) ? `${stem}-device` : stem
  return `${safe}.${extension}`
}
