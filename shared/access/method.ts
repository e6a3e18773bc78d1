/** A method as rules name it: a token (RFC 9110 §9.1) in capital letters. */
export const METHOD = /^[A-Z][A-Z0-9-]{0,31}$/

/** Headers by which frameworks take another method than the one in the request line. */
const OVERRIDES: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override'])

/** The same in the query (Rails, Symfony, Laravel). */
const OVERRIDE_QUERY = /[?&]_method=([A-Za-z-]{1,32})/gi

/**
 * Every method by which a server may understand a request, the written one first: frameworks heed headers and a query
 * that name another, and some servers do not tell capital letters apart. A visitor has to be allowed all of them.
 * @param headers names and values in turn @param query with its `?`, or empty
 */
export function methodsOf(method: string, headers: readonly string[], query: string): readonly string[] {
  const all = new Set([method, method.toUpperCase()])
  for (let at = 0; at < headers.length; at += 2) {
    if (!OVERRIDES.has((headers[at] ?? '').toLowerCase())) continue
    for (const one of (headers[at + 1] ?? '').split(',')) if (one.trim() !== '') all.add(one.trim().toUpperCase())
  }
  for (const [, one = ''] of query.matchAll(OVERRIDE_QUERY)) all.add(one.toUpperCase())
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
