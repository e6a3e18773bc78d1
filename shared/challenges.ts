/** A challenge of a `WWW-Authenticate` field (RFC 9110 §11.6.1). */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string
  /** Names in lower case; values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>
}

/** Commas within quotes begin no new element. */
const ELEMENT = /(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g
const MAX_FIELD_LENGTH = 8192

/** Several challenges may stand in one field, and one in several. Never throws: what cannot be read is left out. */
export function readChallenges(fields: readonly string[]): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  for (const field of fields) {
    let current: (typeof challenges)[number] | null = null
    for (const element of field.slice(0, MAX_FIELD_LENGTH).match(ELEMENT) ?? []) {
      // An element begins the next challenge when it is no `name=value`.
      const begin = /^\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?:\s+(.*))?$/s.exec(element)
      const isParameter = /^\s*[A-Za-z0-9_-]+\s*=\s*(?!=*\s*$)/.test(element)
      if (begin?.[1] !== undefined && !isParameter) {
        current = { scheme: begin[1].toLowerCase(), parameters: new Map() }
        challenges.push(current)
      }
      const [, name, quoted, token] =
        /^\s*(?:[^\s=",]+\s+)?([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s"]*))\s*$/s.exec(element) ?? []
      if (current === null || name === undefined) continue
      current.parameters.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/gs, '$1') ?? token ?? '')
    }
  }
  return challenges
}
