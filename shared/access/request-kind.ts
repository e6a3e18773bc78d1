/**
 * Requests that browsers send without a client certificate by design, so that the owner's own devices send them too:
 * `preflight`: a CORS preflight (https://fetch.spec.whatwg.org/#cors-preflight-fetch; Firefox never shows a certificate in
 * one). `manifest`: a web app manifest, fetched without credentials unless its link says otherwise. `service-worker`: its
 * script, which is fetched for updates while no page is open. `no-credentials`: a fetch with `credentials: "omit"`, a font
 * or another anonymous request.
 */
export const requestKinds = ['preflight', 'manifest', 'service-worker', 'no-credentials'] as const
export type RequestKind = (typeof requestKinds)[number]

/** What a kind is recognised by. */
interface Shape {
  readonly method: string
  /** Null when it has none that can be read. */
  readonly path: string | null
  /** Value of a header by its name in lower case; undefined when it is not there. */
  readonly header: (name: string) => string | undefined
}

/**
 * The kind of a request without a certificate; null for every other. Strangers can write these headers as well: the kind
 * names a refusal and decides nothing.
 */
export function requestKindOf({ method, path, header }: Shape): RequestKind | null {
  if (method === 'OPTIONS') {
    const asks = header('origin') !== undefined && header('access-control-request-method') !== undefined
    return asks ? 'preflight' : null
  }
  if (method !== 'GET' && method !== 'HEAD') return null
  const destination = header('sec-fetch-dest')
  if (destination === 'manifest') return 'manifest'
  // https://w3c.github.io/ServiceWorker/#service-worker-script-request
  if (destination === 'serviceworker' || header('service-worker') === 'script') return 'service-worker'
  // Older browsers send no Sec-Fetch-Dest.
  if (destination === undefined && /\.webmanifest$|\/manifest\.json$/i.test(path ?? '')) return 'manifest'
  const anonymous = header('cookie') === undefined && header('authorization') === undefined
  return header('sec-fetch-mode') === 'cors' && anonymous ? 'no-credentials' : null
}

/** The methods that an exemption for a kind names: what the browser sends, and nothing that changes anything. */
export function exemptMethods(kind: RequestKind): readonly string[] {
  return kind === 'preflight' ? ['OPTIONS'] : ['GET']
}
