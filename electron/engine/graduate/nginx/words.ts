import { bracketed, namePattern } from '../text.ts'

/** A double-quoted word. Where variables are expanded it must not hold a `$` that is none. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`
}

/** A name of the site as nginx compares it: its own wildcards would cover several labels. */
export function nameOf(host: string): string {
  return host.startsWith('*.') ? `~^${namePattern(host)}$` : bracketed(host)
}

/** `map FROM TO { key value; … }` */
export function map(from: string, to: string, rows: readonly (readonly [key: string, value: string])[]): string[] {
  return [`    map ${from} ${to} {`, ...rows.map(([key, value]) => `        ${key} ${value};`), '    }']
}
