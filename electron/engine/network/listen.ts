import os from 'node:os'

/** Where a listener is opened. */
export interface ListenAddress {
  /** `0.0.0.0`, `::`, an address, or a name. */
  readonly address: string
  readonly port: number
}

/** Reads `ADDR:PORT`, `[V6]:PORT` or `*:PORT`, which the contract has checked. */
export function parseListen(listen: string): ListenAddress {
  const colon = listen.lastIndexOf(':')
  const address = listen
    .slice(0, colon)
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
  return { address: address === '*' ? everyAddress() : address, port: Number(listen.slice(colon + 1)) }
}

/** `::` takes IPv4 too; without IPv6 it cannot be opened at all. */
function everyAddress(): string {
  const addresses = Object.values(os.networkInterfaces()).flatMap((interfaces) => interfaces ?? [])
  return addresses.some((one) => one.family === 'IPv6') ? '::' : '0.0.0.0'
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** True when a visitor could reach both listeners under one address. */
export function overlaps(one: ListenAddress, other: ListenAddress): boolean {
  if (one.port !== other.port || one.port === 0) return false
  return one.address === other.address || isWildcard(one.address) || isWildcard(other.address)
}

/** `address:port` for maps and messages. */
export function listenKey({ address, port }: ListenAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** What a visitor types. */
export function siteUrl(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host
  return `https://${name}${port === 443 ? '' : `:${port}`}/`
}
