import https from 'node:https'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openDoor, type Door } from '../../support/door.ts'
import { issuerKeyOf } from '../../support/gate.ts'
import type { Issued } from '../../support/openssl-pki.ts'
import type { Policy } from '../../../electron/gate/protocol.ts'

let door: Door
let bob: Issued
beforeAll(async () => {
  door = await openDoor()
  bob = door.home.leaf({ cn: 'Bob', from: '20200101000000Z' })
})
afterAll(() => door.close())
beforeEach(() => void door.gate.held.splice(0))

const known = (...list: readonly Issued[]): Policy['known'] =>
  list.map(({ fingerprint }) => ({ fingerprint, deviceId: 'd', deviceName: 'D', groups: [] }))
const holding = (from: number): Policy['heldIssuers'] => [{ issuerKey: issuerKeyOf(door.home), from }]
const status = async (certificate: Issued): Promise<number> => (await door.visit({ certificate })).status

test('a certificate of an own authority that is not known is refused, and told with its bytes; a known one gets in', async () => {
  await door.apply({ heldIssuers: holding(0), known: known(door.alice) })
  expect(await status(door.alice)).toBe(200)
  const { status: code, body } = await door.visit({ certificate: bob })
  expect([code, body.includes('X509_V_ERR_APPLICATION_VERIFICATION')]).toEqual([403, true])
  await expect.poll(() => door.gate.held.length).toBe(1)
  const der = Buffer.from(bob.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  expect(door.gate.held[0]).toMatchObject({ siteId: expect.any(String) as string, address: '127.0.0.1' })
  expect(Buffer.from(door.gate.held[0]?.der ?? '', 'base64')).toEqual(der)
  // The same one again is no news for a while.
  await status(bob)
  expect(door.gate.held).toHaveLength(1)
  await door.apply({ heldIssuers: holding(0), known: known(door.alice, bob) })
  expect(await status(bob)).toBe(200)
})

test('one from before the state that was restored gets in, one from after it does not', async () => {
  await door.apply({ heldIssuers: holding(Date.UTC(2021, 0, 1)) })
  expect(await status(bob)).toBe(200)
  expect(await status(door.alice)).toBe(403)
})

test('an authority without that word lets in whom it has signed', async () => {
  await door.apply({ heldIssuers: [{ issuerKey: 'F'.repeat(64), from: 0 }] })
  expect(await status(bob)).toBe(200)
})

test('a diagnosis that is running gets in with its own certificates', async () => {
  await door.apply({ heldIssuers: holding(0), probes: [bob.fingerprint] })
  expect(await status(bob)).toBe(200)
})

test('an intermediate that is not known is no way around it', async () => {
  const below = door.home.intermediate('Unknown intermediate')
  const leaf = below.leaf({ cn: 'Below' })
  const chain = { cert: leaf.cert + below.cert, key: leaf.key }
  await door.apply({ heldIssuers: holding(0), known: known(door.alice) })
  expect((await door.visit({ certificate: chain })).status).toBe(403)
  await door.apply({
    heldIssuers: holding(0),
    known: known(door.alice, leaf),
    authorities: [
      { id: 'home', name: 'Home', fingerprint: door.home.fingerprint, pem: door.home.cert },
      { id: 'below', name: 'Below', fingerprint: below.fingerprint, pem: below.cert },
    ],
  })
  expect((await door.visit({ certificate: chain })).status).toBe(200)
})

test('a fingerprint that is refused is refused as revoked, also on an open connection', async () => {
  await door.apply()
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = https.get(
        {
          ...door.tlsOptions(),
          agent,
          path: '/',
          headers: { host: `camera.home:${door.port}` },
        } as https.RequestOptions,
        (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0))
        },
      )
      request.on('error', reject)
    })
  expect(await ask()).toBe(200)
  await door.apply({ refused: [door.alice.fingerprint] })
  expect(await ask()).toBe(403)
  agent.destroy()
  const { status: code, body } = await door.visit()
  expect([code, body.includes('X509_V_ERR_CERT_REVOKED')]).toEqual([403, true])
  expect(await status(bob)).toBe(200)
})
