/** Where a server is. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** What a person writes or pastes: a name, `name:port`, `[address]:port`, a bare IPv6 address or a whole https:// address. */
export function readPlace(text: string): Place | null {
  const bare = text
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/^[^@]*@/, '')
  const bracketed = /^\[([0-9a-f:.%]+)\](?::(\d{1,5}))?$/i.exec(bare)
  const plain = /^([a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(bare)
  const address = /^[0-9a-f]*:[0-9a-f:.]*$/i.test(bare) && bare.split(':').length > 2
  const [host, digits] = bracketed
    ? [bracketed[1], bracketed[2]]
    : address
      ? [bare, undefined]
      : [plain?.[1], plain?.[2]]
  const port = digits === undefined ? 443 : Number(digits)
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port }
}
