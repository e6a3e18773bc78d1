/** A double-quoted word. Where variables are expanded it must not hold a `$` that is none. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`
}

/** `map FROM TO { key value; … }` */
export function map(from: string, to: string, rows: readonly (readonly [key: string, value: string])[]): string[] {
  return [`    map ${from} ${to} {`, ...rows.map(([key, value]) => `        ${key} ${value};`), '    }']
}
