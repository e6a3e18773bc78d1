import { isIPv6 } from 'node:net'
import os from 'node:os'
import type { LocalAddress } from '../../../../shared/contract/handoff.ts'

type Interfaces = ReturnType<typeof os.networkInterfaces>

/** What systems call their interfaces: Linux (systemd and before), macOS, Windows. */
const KINDS: readonly (readonly [RegExp, LocalAddress['kind']])[] = [
  [/^(?:docker|veth|br-|virbr|vmnet|vboxnet|vEthernet|lxc|podman|cni|tun|tap|wg|utun|tailscale|zt|ham)/i, 'virtual'],
  [/^(?:wl|wlan|ath|ra\d)|wi-?fi|wlan|drahtlos|sans fil/i, 'wireless'],
  [/^(?:en[opsx]|eth|em\d|lan|p\d+p)|ethernet/i, 'cable'],
]

function kindOf(name: string, internal: boolean): LocalAddress['kind'] {
  if (internal) return 'this-computer'
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
}

const ORDER: Readonly<Record<LocalAddress['kind'], number>> = {
  wireless: 0,
  cable: 1,
  other: 2,
  virtual: 3,
  'this-computer': 4,
}

/** Link-local addresses cannot be written into a link (RFC 6874 was never taken up by browsers), or belong to nobody. */
function usable(address: string): boolean {
  return !/^(?:fe[89ab][0-9a-f]:|169\.254\.)/i.test(address)
}

/** Addresses at which a link can be offered: what a phone most likely reaches comes first. */
export function localAddresses(interfaces: Interfaces = os.networkInterfaces()): LocalAddress[] {
  const rank = ({ address, kind }: LocalAddress): number => ORDER[kind] * 2 + (isIPv6(address) ? 1 : 0)
  return Object.entries(interfaces)
    .flatMap(([name, all]) =>
      (all ?? [])
        .filter(({ address }) => usable(address))
        .map(({ address, internal }) => ({ address, interface: name, kind: kindOf(name, internal) })),
    )
    .toSorted((one, other) => rank(one) - rank(other))
}
