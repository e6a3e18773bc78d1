import type { Input } from '../../../shared/contract/index.ts'

/** What a file holds: `pair` is `pem` with the key in a file of its own. */
export type Form = 'pair' | 'pem' | 'fullchain' | 'pfx' | 'jks'

/**
 * What machines take, from their makers' documentation (docs/servers.md). FRITZ!Box reads RSA keys and one file only;
 * printers are old.
 */
export const machines = {
  other: { form: 'pair', key: 'p256' },
  proxmox: { form: 'pair', key: 'p256' },
  synology: { form: 'pair', key: 'p256' },
  truenas: { form: 'pair', key: 'p256' },
  unifi: { form: 'pair', key: 'p256' },
  fritzbox: { form: 'pem', key: 'rsa2048' },
  opnsense: { form: 'pair', key: 'p256' },
  homeAssistant: { form: 'pair', key: 'p256' },
  printer: { form: 'pfx', key: 'rsa2048' },
  windows: { form: 'pfx', key: 'p256' },
  java: { form: 'jks', key: 'p256' },
} as const satisfies Record<string, { form: Form; key: 'p256' | 'rsa2048' }>

export type Machine = keyof typeof machines

export const machineNames = Object.keys(machines) as readonly Machine[]

/** A machine by what an address says; `other` for everything unknown. */
export function machineOf(text: string | null): Machine {
  return machineNames.find((name) => name === text) ?? 'other'
}

/** What `server.export` is asked for. Old systems are what wants a PKCS#12 file in the compatible form. */
export function exportInput(server: string, form: Form, machine: Machine): Input<'server.export'> {
  const format = form === 'pair' ? 'pem' : form
  return {
    server,
    format,
    separateKey: form === 'pair',
    ...(form === 'pfx' && machine === 'printer' ? { profile: 'compatible' as const } : {}),
  }
}
