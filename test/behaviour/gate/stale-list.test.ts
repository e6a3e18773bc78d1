import http2 from 'node:http2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  freePort,
  issuerKeyOf,
  policyOf,
  revoked,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority } from '../../support/openssl-pki.ts'

const home = opensslAuthority('Home CA')
const club = opensslAuthority('Club CA')
const middle = club.intermediate('Club members')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const alice = home.leaf({ cn: 'Alice' })
const member = club.leaf({ cn: 'Member' })
const former = club.leaf({ cn: 'Former member' })
const below = middle.leaf({ cn: 'Member below' })
const withChain = { ...below, cert: below.cert + middle.cert }

let clock = Date.now()
let gate: TestGate
let upstream: Upstream
let port: number
beforeAll(async () => {
  gate = startGate(() => clock)
  upstream = await startUpstream()
  port = await freePort()
})
afterAll(async () => {
  gate.close()
  await upstream.close()
})

/** Both authorities are trusted, and the club's list is out of date from a point in time on. */
async function apply(refuseFrom: number | null): Promise<void> {
  const site = siteOf({ server, upstream: upstream.url, authorityIds: ['home', 'club'] })
  const answer = await gate.apply(
    policyOf(home, port, [site], {
      authorities: [
        { id: 'home', name: 'Home', fingerprint: home.fingerprint, pem: home.cert },
        { id: 'club', name: 'Club', fingerprint: club.fingerprint, pem: club.cert },
      ],
      revoked: revoked(club, former),
      staleLists: refuseFrom === null ? [] : [{ issuerKey: issuerKeyOf(club), refuseFrom }],
    }),
  )
  expect(answer.type).toBe('applied')
}
const enter = (certificate: { cert: string; key: string }) => visit({ port, ca: home.cert, certificate })

test('with a list that is out of date the last one counts, where the owner has not said otherwise', async () => {
  await apply(null)
  expect((await enter(member)).status).toBe(200)
  expect((await enter(former)).headers['x-vestibule-verify']).toBe('23 X509_V_ERR_CERT_REVOKED')
})

test('where the owner wants it, nobody of that authority is let in from that second on, and everybody else is', async () => {
  const end = clock + 60_000
  await apply(end)
  expect((await enter(member)).status).toBe(200)
  clock = end
  const refused = await enter(member)
  expect(refused.status).toBe(403)
  expect(refused.headers['x-vestibule-verify']).toBe('12 X509_V_ERR_CRL_HAS_EXPIRED')
  expect((await enter(withChain)).status).toBe(403)
  expect((await enter(alice)).status).toBe(200)
  // What is worse is still told first.
  expect((await enter(former)).headers['x-vestibule-verify']).toBe('23 X509_V_ERR_CERT_REVOKED')
})

test('also on a connection that was open before, and a newer list opens it again', async () => {
  const end = clock + 60_000
  await apply(end)
  const session = http2.connect(`https://127.0.0.1:${port}`, {
    ca: home.cert,
    servername: 'camera.home',
    cert: member.cert,
    key: member.key,
  })
  const status = async (): Promise<unknown> => {
    const stream = session.request({ ':path': '/', ':authority': 'camera.home' })
    stream.resume()
    const head = await new Promise<http2.IncomingHttpHeaders>((resolve) => stream.on('response', resolve))
    await new Promise((resolve) => stream.on('end', resolve))
    return head[':status']
  }
  expect(await status()).toBe(200)
  clock = end + 1
  expect(await status()).toBe(403)
  await apply(clock + 60_000)
  expect(await status()).toBe(200)
  session.destroy()
})
