import { afterEach } from 'vitest'
import type { ForeignServer } from './foreign-server.ts'

/** Servers that end with their test. @returns a function that takes one into care */
export function endAfterEach(): <T extends ForeignServer>(starting: Promise<T>) => Promise<T> {
  const running: ForeignServer[] = []
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop()
  })
  return async (starting) => {
    const one = await starting
    running.push(one)
    return one
  }
}
