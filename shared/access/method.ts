import { plainHeaderName } from '../identity-headers.ts'

/** A method as rules name it: a token (RFC 9110 §9.1) in capital letters. */
export const METHOD = /^[A-Z][A-Z0-9-]{0,31}$/

/** Headers by which frameworks take another method than the one in the request line. */
const OVERRIDES: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override'])

/** Whether a header may name another method, in any spelling that some server takes for the same. */
export function isMethodOverride(name: string): boolean {
  return OVERRIDES.has(plainHeaderName(name))
}

/** The same as a parameter (Rails, Symfony, Laravel); PHP reads blanks, dots and brackets in a name as `_`. */
const OVERRIDE_PARAMETER = /^\s*[_.[ ]method(?:$|[^a-z])/i

/** No method: a token has no blank. */
const UNREADABLE = ' '

/** As a server decodes a part of a query; null for what is no encoding. */
function decodedPart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** Methods that a query names; one whose value cannot be read is named as one that no rule allows. */
function methodsInQuery(query: string): string[] {
  return query
    .replace(/^\?/, '')
    .split(/[&;]/)
    .flatMap((part) => {
      const [written = '', ...rest] = part.split('=')
      const name = decodedPart(written)
      if (name === null || !OVERRIDE_PARAMETER.test(name)) return []
      const value = decodedPart(rest.join('='))?.trim()
      return value === '' ? [] : [value?.toUpperCase() ?? UNREADABLE]
    })
}

/**
 * Every method by which a server may understand a request, the written one first: frameworks heed headers and a query
 * that name another, and some servers do not tell capital letters apart. A visitor has to be allowed all of them.
 * @param headers names and values in turn @param query with its `?`, or empty
 */
export function methodsOf(method: string, headers: readonly string[], query: string): readonly string[] {
  const all = new Set([method, method.toUpperCase()])
  for (let at = 0; at < headers.length; at += 2) {
    if (!isMethodOverride(headers[at] as string)) continue
    for (const one of (headers[at + 1] as string).split(',')) if (one.trim() !== '') all.add(one.trim().toUpperCase())
  }
  for (const one of methodsInQuery(query)) all.add(one)
  return [...all]
}

/** The methods that a rule is about: HEAD is GET without its answer's body (RFC 9110 §9.3.2). None: every method. */
export function namedMethods(methods: readonly string[]): readonly string[] {
  return methods.includes('GET') && !methods.includes('HEAD') ? [...methods, 'HEAD'] : methods
}

/** Whether a rule is about a method. */
export function coversMethod(methods: readonly string[], method: string): boolean {
  return methods.length === 0 || namedMethods(methods).includes(method)
}
