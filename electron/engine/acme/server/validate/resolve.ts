import { lookup as systemLookup, resolveTxt as systemResolveTxt } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isInside } from '../names.ts'
import { Refusal } from '../refusal.ts'

/** How names are looked up: as every program of this computer does it, `/etc/hosts` and mDNS included. */
export interface Lookup {
  addresses(name: string): Promise<readonly string[]>
  texts(name: string): Promise<readonly string[]>
}

const MAX_ADDRESSES = 8

export const systemDns: Lookup = {
  addresses: async (name) => (await systemLookup(name, { all: true, verbatim: true })).map((one) => one.address),
  texts: async (name) => (await systemResolveTxt(name)).map((parts) => parts.join('')),
}

/**
 * The addresses of a name, which must all lie in the house: one that leads elsewhere as well is not the house's.
 * @throws Refusal dns, rejectedIdentifier
 */
export async function houseAddresses(name: string, dns: Lookup, networks: readonly string[]): Promise<string[]> {
  let found: readonly string[]
  try {
    found = isIP(name) === 0 ? await dns.addresses(name) : [name]
  } catch {
    found = []
  }
  if (found.length === 0) throw new Refusal('dns', `The name ${name} has no address.`)
  if (!found.every((address) => isInside(address, networks))) {
    throw new Refusal('rejectedIdentifier', `The name ${name} leads out of the networks of this house.`)
  }
  return found.slice(0, MAX_ADDRESSES)
}
