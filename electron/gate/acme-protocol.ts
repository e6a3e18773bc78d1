/** What the engine and the gate say to each other about the house's own ACME server; part of protocol.ts. */

/** Where the house's own ACME server is reached (decision 51). It has a port of its own. */
export interface AcmePortPolicy {
  readonly address: string
  readonly port: number
  /** Leaf first, then its chain (PEM), and its key (PEM, PKCS#8). */
  readonly certPem: string
  readonly keyPem: string
}

/** A request to the ACME server as the gate has read it. The engine checks all of it again. */
export interface AcmeRequest {
  /** Unique for each gate process. */
  readonly id: number
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** Without a query. */
  readonly path: string
  /** Empty where there is none. */
  readonly contentType: string
  /** Base64, of at most 64 KiB. */
  readonly body: string
  /** Of the peer. */
  readonly address: string
}

export interface AcmeResponse {
  readonly id: number
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
