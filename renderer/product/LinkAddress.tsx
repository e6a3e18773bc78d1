import { NativeSelect } from '@mantine/core'
import type { FailureError } from '../../shared/errors/failure-error.ts'
import type { LocalAddress } from '../../shared/contract/handoff.ts'
import { useAction, useQuery } from '../data/hooks.ts'
import { useWords } from '../words/index.ts'

interface Networks {
  /** Where a link would be offered; empty as long as it is not known. */
  readonly address: string
  readonly addresses: readonly LocalAddress[]
  readonly choose: (address: string) => void
  readonly error: FailureError | undefined
}

/** The address for one-time links: the one that was chosen before, as long as this computer has it, else the likeliest. */
export function useLinkAddress(): Networks {
  const ways = useQuery('handoff.ways', {})
  const settings = useQuery('settings.show', {})
  const set = useAction('settings.set')
  const addresses = ways.value?.addresses ?? []
  const before = settings.value?.handoffAddress
  const known = addresses.find(({ address }) => address === before) ?? addresses[0]
  return {
    address: known?.address ?? '',
    addresses,
    choose: (address) => void set.run({ handoffAddress: address === addresses[0]?.address ? null : address }),
    error: ways.error ?? set.error,
  }
}

/** Chooses it, by network. */
export function LinkAddress({ networks }: { networks: Networks }) {
  const { handoff } = useWords()
  return (
    <NativeSelect
      label={handoff.address}
      description={handoff.addressHint}
      value={networks.address}
      data={networks.addresses.map(({ address, kind, interface: name }) => ({
        value: address,
        label: handoff.addressName({ address, kind: handoff.kind[kind], name }),
      }))}
      onChange={(event) => networks.choose(event.currentTarget.value)}
    />
  )
}
