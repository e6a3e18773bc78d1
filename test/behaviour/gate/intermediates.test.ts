import { execFile } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import {
  freePort,
  policyOf,
  siteOf,
  startGate,
  startUpstream,
  visit,
  type TestGate,
  type Upstream,
} from '../../support/gate.ts'
import { opensslAuthority, type Issued } from '../../support/openssl-pki.ts'

const root = opensslAuthority('Root')
const middle = root.intermediate('Middle')
const stranger = root.intermediate('Other')
const server = root.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const byRoot = root.leaf({ cn: 'by-root' })
const byMiddle = middle.leaf({ cn: 'by-middle' })
const byStranger = stranger.leaf({ cn: 'by-stranger' })

const ended: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})

const authority = (id: string, { cert, fingerprint }: Issued) => ({ id, name: id, fingerprint, pem: cert })

async function open(authorityIds: string[], shown = server) {
  const upstream: Upstream = await startUpstream()
  const gate: TestGate = startGate()
  ended.push(
    () => gate.close(),
    () => upstream.close(),
  )
  const port = await freePort()
  const site = siteOf({ server: shown, upstream: upstream.url, authorityIds })
  const authorities = [authority('root', root), authority('middle', middle)]
  const answer = await gate.apply(policyOf(root, port, [site], { authorities }))
  expect(answer).toMatchObject({ type: 'applied', problems: [] })
  const status = async ({ cert, key }: Issued, chain = '') =>
    (await visit({ port, ca: root.cert, certificate: { cert: cert + chain, key } })).status
  return { port, status }
}

/** The certificates that openssl is sent, the site's own first. */
function sentBy(port: number): Promise<string[]> {
  const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'camera.home', '-showcerts']
  return new Promise((resolve) => {
    const child = execFile('openssl', args, (_error, stdout) => resolve(stdout.match(PEM) ?? []))
    child.stdin?.end()
  })
}
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g

describe('root and intermediate', () => {
  test('a site that trusts the root lets the intermediate’s devices in, whether they send it along or not', async () => {
    const { status } = await open(['root'])
    expect(await status(byRoot)).toBe(200)
    expect(await status(byMiddle, middle.cert)).toBe(200)
    expect(await status(byMiddle)).toBe(200)
    // Not of this house: only the visitor can bring it.
    expect(await status(byStranger, stranger.cert)).toBe(200)
    expect(await status(byStranger)).toBe(403)
  })

  test('a site that trusts the intermediate alone keeps out what the root and its other intermediates issued', async () => {
    const { status } = await open(['middle'])
    expect(await status(byMiddle)).toBe(200)
    expect(await status(byMiddle, middle.cert + root.cert)).toBe(200)
    expect(await status(byRoot)).toBe(403)
    expect(await status(byRoot, root.cert)).toBe(403)
    expect(await status(byStranger, stranger.cert)).toBe(403)
  })
})

describe('what goes out with a site’s certificate', () => {
  const byMiddleForSite = middle.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })

  test('is every certificate of the house that vouches for it, so that visitors need to know the root alone', async () => {
    const { port, status } = await open(['root'], byMiddleForSite)
    expect(await status(byRoot)).toBe(200)
    expect(await sentBy(port)).toEqual([byMiddleForSite.cert, middle.cert, root.cert])
  })

  test('is the chain that the owner gave, and no more', async () => {
    const { port, status } = await open(['root'], { ...byMiddleForSite, cert: byMiddleForSite.cert + middle.cert })
    expect(await status(byRoot)).toBe(200)
    expect(await sentBy(port)).toEqual([byMiddleForSite.cert, middle.cert])
  })
})
