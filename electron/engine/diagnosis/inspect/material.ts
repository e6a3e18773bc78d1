/** The public parts of what is in a file, for comparing it with other files. No private key is ever among them. */
export interface Material {
  /** DER. */
  readonly certificates: readonly Uint8Array[]
  /** SubjectPublicKeyInfo of each private key, DER. */
  readonly keys: readonly Uint8Array[]
  /** Revocation lists, DER. */
  readonly lists: readonly Uint8Array[]
  /** SubjectPublicKeyInfo of each request, DER. */
  readonly requests: readonly Uint8Array[]
}

export const noMaterial: Material = { certificates: [], keys: [], lists: [], requests: [] }

export function joinMaterial(parts: readonly (Partial<Material> | undefined)[]): Material {
  return {
    certificates: parts.flatMap((one) => one?.certificates ?? []),
    keys: parts.flatMap((one) => one?.keys ?? []),
    lists: parts.flatMap((one) => one?.lists ?? []),
    requests: parts.flatMap((one) => one?.requests ?? []),
  }
}
