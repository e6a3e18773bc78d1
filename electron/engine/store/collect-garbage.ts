import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Collects garbage now: secrets outside the JavaScript heap are wiped when their objects are collected, and V8 is in no
 * hurry. Takes some ten milliseconds. Without effect where the engine does not offer it.
 */
export function collectGarbage(): void {
  try {
    setFlagsFromString('--expose-gc')
    ;(runInNewContext('gc') as () => void)()
  } catch {
    // Not V8, or one without it: then they are wiped when memory is needed.
  }
}
