import { useEffect, useState } from 'react'
import type { PassphraseStrength } from '../../shared/contract/passphrase.ts'
import { useEngine } from '../data/context.ts'

/** Milliseconds without a key before the engine is asked. */
const DEBOUNCE_MS = 200

interface Judged {
  readonly passphrase: string
  readonly strength: PassphraseStrength
}

/**
 * How hard a passphrase is to guess, by the engine, which has the dictionaries.
 * @returns null until it has answered for exactly this passphrase; the engine refuses a weak one in any case
 */
export function usePassphraseStrength(passphrase: string): PassphraseStrength | null {
  const { client } = useEngine()
  const [judged, setJudged] = useState<Judged | null>(null)
  useEffect(() => {
    if (passphrase === '') return undefined
    let stale = false
    const timer = setTimeout(() => {
      client.call('passphrase.strength', { passphrase }).then(
        (strength) => (stale ? undefined : setJudged({ passphrase, strength })),
        // A hint that is missing: whoever submits the form learns why.
        () => undefined,
      )
    }, DEBOUNCE_MS)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [client, passphrase])
  return judged?.passphrase === passphrase ? judged.strength : null
}
