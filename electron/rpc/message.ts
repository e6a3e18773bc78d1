/** One call as it travels over a socket. */
export interface CallMessage {
  readonly id: number
  /** Not yet known to be a method of the contract: the dispatcher refuses others. */
  readonly method: string
  readonly input: unknown
}

/** Whatever the other side sent, JSON's `null`, numbers and lists included. @returns null for what is no call */
export function readCall(text: string): CallMessage | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const { id, method, input } = value as Readonly<Record<string, unknown>>
  return typeof id === 'number' && typeof method === 'string' ? { id, method, input } : null
}
