import { useMemo } from 'react'
import { useQuery } from '../../../data/hooks.ts'

/** Names of what rules hold by id; null for what was removed, or is not known yet. */
export function useNames() {
  const devices = useQuery('device.list', {}).value
  const authorities = useQuery('authority.list', {}).value
  return useMemo(() => {
    const names = new Map([...(devices ?? []), ...(authorities ?? [])].map((one) => [one.id, one.name]))
    const name = (id: string): string | null => names.get(id) ?? null
    // No device has a certificate of the ACME server's.
    const choices = authorities?.filter(({ acme }) => acme === null) ?? []
    return { device: name, authority: name, devices: devices ?? [], authorities: choices }
  }, [devices, authorities])
}
