/** A word between backquotes, where nothing is an escape; a backquote itself can only stand in a pattern. */
export function quoted(text: string): string {
  return `\`${text.replaceAll('`', '\\x60')}\``
}

/** A matcher set: all of its lines must hold. */
export function matcher(name: string, lines: readonly string[]): string[] {
  return [`    @${name} {`, ...lines.map((one) => `        ${one}`), '    }']
}

/** Answers with a page where all of the lines hold. */
export function error(name: string, outcome: string, status: number, lines: readonly string[]): string[] {
  return [...matcher(name, lines), `    error @${name} "${outcome}" ${status}`]
}

/** `handle @matcher { … }`: the first of its neighbours that fits is the only one. */
export function handle(matcher: string, lines: readonly string[]): string[] {
  return [`    handle ${matcher === '' ? '' : `@${matcher} `}{`, ...lines.map((one) => `        ${one}`), '    }']
}

/** Positive: an absent placeholder, whatever it reads as (`<nil>` in Caddy 2.6), is no fingerprint. */
export const SENT = 'vars_regexp {http.request.tls.client.fingerprint} ^[0-9a-f]{64}$'
