/** What a kind of certificate may do. Data, so that it can be read and tested as such. RFC 5280 §4.2.1. */
export interface Profile {
  readonly ca: boolean
  /** Intermediates that may follow below; only for authorities. */
  readonly pathLength?: number
  readonly keyUsage: readonly KeyUsageBit[]
  readonly extendedKeyUsage: readonly ExtendedUse[]
  readonly maxDays: number
}

/** Bit numbers of RFC 5280 §4.2.1.3. */
export const KEY_USAGE_BITS = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const

export type KeyUsageBit = keyof typeof KEY_USAGE_BITS
export type ExtendedUse = 'clientAuth' | 'serverAuth'

export const profiles = {
  /** pathLength 1: a root may have intermediates, which may not have any. */
  root: { ca: true, pathLength: 1, keyUsage: ['keyCertSign', 'cRLSign'], extendedKeyUsage: [], maxDays: 36_500 },
  intermediate: {
    ca: true,
    pathLength: 0,
    keyUsage: ['keyCertSign', 'cRLSign'],
    extendedKeyUsage: [],
    maxDays: 36_500,
  },
  /** digitalSignature is all that (EC)DHE needs, and without it BoringSSL refuses the certificate. */
  client: { ca: false, keyUsage: ['digitalSignature'], extendedKeyUsage: ['clientAuth'], maxDays: 3650 },
  /** Apple refuses more than 825 days even under a private root; 397 is what public authorities kept to. */
  server: { ca: false, keyUsage: ['digitalSignature'], extendedKeyUsage: ['serverAuth'], maxDays: 397 },
} as const satisfies Record<string, Profile>
