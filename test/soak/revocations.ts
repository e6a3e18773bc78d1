import https from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { visit } from '../support/gate.ts'
import type { Issued } from '../support/openssl-pki.ts'
import type { Visitors } from './honest.ts'
import { STABLE, type House } from './house.ts'
import type { Tally } from './tally.ts'

/** Milliseconds until a revocation must have been seen by the other side of every connection. */
const SOON = 5000
const PAUSE = 200

/**
 * Lets devices in, revokes them in the middle of a download, and lets them in again: each time a new policy, with the
 * other server certificate. What a revoked device gets through is a failure.
 */
export function startRevocations(house: House, tally: Tally): Visitors {
  const state = { stopped: false }
  const asVictim = (victim: Issued) =>
    visit({
      port: house.port,
      ca: house.trust,
      certificate: victim,
      servername: STABLE,
      host: `${STABLE}:${house.port}`,
    })

  /** A stream that ends only when the gate ends it. */
  const follow = (victim: Issued): Promise<{ ended: Promise<void> }> =>
    new Promise((resolve, reject) => {
      const { cert, key } = victim
      const headers = { host: `${STABLE}:${house.port}` }
      const at = { host: '127.0.0.1', port: house.port, servername: STABLE, ca: house.trust }
      const request = https.get({ ...at, path: '/events', agent: false, headers, cert, key }, (response) => {
        const ended = new Promise<void>((done) => response.once('close', () => done()))
        response.on('error', () => undefined)
        response.once('data', () => resolve({ ended }))
        response.resume()
      })
      request.on('error', reject)
      request.on('close', () => reject(new Error('it was closed before it began')))
    })

  const once = async (victim: Issued): Promise<void> => {
    const before = await asVictim(victim)
    if (before.status !== 200) throw new Error(`let in again, it gets ${before.status}`)
    const { ended } = await follow(victim)
    await house.reload([victim])
    const cut = await Promise.race([ended.then(() => true), wait(SOON, false)])
    if (!cut) throw new Error('the stream of a revoked device goes on')
    const after = await asVictim(victim)
    if (after.status !== 403) throw new Error(`a revoked device gets ${after.status}`)
    await house.reload()
  }
  const run = async (): Promise<void> => {
    for (let count = 0; !state.stopped; count += 1) {
      const victim = house.victims[count % house.victims.length]
      if (!victim) return
      try {
        await once(victim)
        tally.good('revocation')
      } catch (error) {
        tally.failed('revocation', error)
      }
      await wait(PAUSE)
    }
  }
  const done = run()
  return {
    stop() {
      state.stopped = true
      return done
    },
  }
}
