import { createRequire } from 'node:module'
import type forge from 'node-forge'

/** Old ciphers, and BER into DER: nothing that anybody's trust hangs on. */
type Forge = Pick<typeof forge, 'cipher' | 'rc2' | 'asn1' | 'util'>

const PARTS = ['cipher', 'des', 'rc2', 'asn1', 'util']

let loaded: Forge | undefined

/** Those parts of node-forge, loaded when they are needed: most starts never need them. */
export function useForge(): Forge {
  if (!loaded) {
    const load = createRequire(import.meta.url)
    // Each adds itself to the one object that they share.
    for (const part of PARTS) load(`node-forge/lib/${part}`)
    loaded = load('node-forge/lib/forge') as Forge
  }
  return loaded
}
