import { readPlist, type Plist } from './plist.ts'

export interface Profile {
  readonly name: string
  readonly payloads: readonly string[]
  /** DER or PEM of its certificates. */
  readonly certificates: readonly Uint8Array[]
  readonly pkcs12: readonly { readonly bytes: Uint8Array; readonly password: string | undefined }[]
}

type Dict = Readonly<Record<string, Plist>>

function dict(value: Plist | undefined): Dict | null {
  const plain = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)
  return plain ? (value as Dict) : null
}

const textOf = (value: Plist | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

/** An Apple configuration profile; null when it is none. */
export function readProfile(xml: string): Profile | null {
  const root = dict(readPlist(xml) ?? undefined)
  if (!root || textOf(root['PayloadType']) !== 'Configuration') return null
  const list = Array.isArray(root['PayloadContent']) ? (root['PayloadContent'] as readonly Plist[]) : []
  const payloads = list.map((one) => dict(one)).filter((one) => one !== null)
  const contentOf = (wanted: RegExp): { bytes: Uint8Array; password: string | undefined }[] =>
    payloads.flatMap((one) => {
      const content = one['PayloadContent']
      return wanted.test(textOf(one['PayloadType']) ?? '') && content instanceof Uint8Array
        ? [{ bytes: content, password: textOf(one['Password']) }]
        : []
    })
  return {
    name: textOf(root['PayloadDisplayName']) ?? '',
    payloads: payloads.map((one) => textOf(one['PayloadType']) ?? 'unknown'),
    certificates: contentOf(/^com\.apple\.security\.(?:root|pkcs1|pem)$/).map((one) => one.bytes),
    pkcs12: contentOf(/^com\.apple\.security\.pkcs12$/),
  }
}
