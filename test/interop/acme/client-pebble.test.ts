// @module-tag pebble
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCertificate } from '../../../electron/engine/acme/client/check-certificate.ts'
import { runOrder, type OrderState } from '../../../electron/engine/acme/client/order.ts'
import { revokeCertificate } from '../../../electron/engine/acme/client/revoke.ts'
import { changeKey, deactivateAccount, findAccount, setContact } from '../../../electron/engine/acme/client/account.ts'
import { generateAccountKey, readAccountKey } from '../../../electron/engine/acme/jws.ts'
import { explainProblem, ProblemError } from '../../../electron/engine/acme/problem.ts'
import { httpResponder, newOrder, newSession, tlsResponder, type TestResponder } from '../../support/acme-client.ts'
import { startPebble, type Pebble } from '../../support/pebble.ts'

const signal = new AbortController().signal
const ignore = (): void => undefined

/** The ProblemError of a call. */
async function problemOf(call: Promise<unknown>): Promise<ProblemError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ProblemError)
  return error as ProblemError
}

describe('the ACME client against pebble in strict mode, which refuses a fifth of all nonces', () => {
  let pebble: Pebble
  let http: TestResponder
  let tls: TestResponder
  beforeAll(async () => {
    pebble = await startPebble({ env: { PEBBLE_WFE_NONCEREJECT: '20', PEBBLE_AUTHZREUSE: '50' } })
    http = await httpResponder(pebble.httpPort)
    tls = await tlsResponder(pebble.tlsPort)
  })
  afterAll(async () => {
    await http.close()
    await tls.close()
    await pebble.stop()
  })

  it('gets a certificate for several names with http-01, and takes its answers back', async () => {
    const session = await newSession(pebble)
    const order = await newOrder(['one.example.org', 'two.example.org'])
    const done = await runOrder(order, { session, responder: http, signal, save: ignore })
    const { leaf, certPem } = checkCertificate(done, { host: session.host, now: Date.now() })
    expect(leaf.names.toSorted()).toEqual(['one.example.org', 'two.example.org'])
    expect(certPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
    expect(http.open()).toBe(0)
  })

  it('gets one for a name and an address with tls-alpn-01', async () => {
    const session = await newSession(pebble)
    const order = await newOrder(['three.example.org', '127.0.0.1'])
    const done = await runOrder(order, { session, responder: tls, signal, save: ignore })
    const { leaf } = checkCertificate(done, { host: session.host, now: Date.now() })
    expect(leaf.names.toSorted()).toEqual(['127.0.0.1', 'three.example.org'])
    expect(tls.open()).toBe(0)
  })

  it('finishes an order from wherever it was interrupted, with the same key and without a second certificate', async () => {
    const session = await newSession(pebble)
    const saved: OrderState[] = [await newOrder(['resumed.example.org'])]
    const done = await runOrder(saved[0] as OrderState, {
      session,
      responder: http,
      signal,
      save: (state) => void saved.push(state),
    })
    for (const state of saved.slice(1)) {
      const again = await runOrder(state, { session, responder: http, signal, save: ignore })
      expect(again.certificatePem).toBe(done.certificatePem)
    }
  })

  it('tells what the authority says of a challenge that nobody answers, by name', async () => {
    const session = await newSession(pebble)
    const silent = { ...http, publish: async () => async () => undefined }
    const order = await newOrder(['silent.example.org'])
    const error = await problemOf(runOrder(order, { session, responder: silent, signal, save: ignore }))
    const words = explainProblem(error, { host: session.host, names: order.names })
    expect(words.code).toBe('acme/problem-unauthorized')
    expect(words.values).toMatchObject({ name: 'silent.example.org' })
    expect(words.message).toContain('404')
  })

  it('revokes its certificate once', async () => {
    const session = await newSession(pebble)
    const done = await runOrder(await newOrder(['revoked.example.org']), {
      session,
      responder: http,
      signal,
      save: ignore,
    })
    const certificate = new X509Certificate(done.certificatePem ?? '')
    expect(await pebble.status(certificate.serialNumber)).toBe('Valid')
    await revokeCertificate(session, certificate.raw, 'superseded')
    expect(await pebble.status(certificate.serialNumber)).toBe('Revoked')
    expect((await problemOf(revokeCertificate(session, certificate.raw, 'superseded'))).is('alreadyRevoked')).toBe(true)
  })

  it('changes the key of its account, and the old one counts no more', async () => {
    const old = await generateAccountKey()
    const session = await newSession(pebble, { keyPem: old })
    const next = await readAccountKey(await generateAccountKey())
    await changeKey(session, next)
    const found = await findAccount(session, next)
    expect(found).toBe(session.accountUrl())
    expect(await findAccount(session, await readAccountKey(old))).toBeNull()
    const refused = await problemOf(setContact(session, ['owner@example.org']))
    expect(refused.problem.status).toBeGreaterThanOrEqual(400)
  })

  it('finds the account of its key instead of making a second one', async () => {
    const keyPem = await generateAccountKey()
    const first = await newSession(pebble, { keyPem })
    const second = await newSession(pebble, { keyPem })
    expect(second.accountUrl()).toBe(first.accountUrl())
  })

  it('deactivates its account, which the authority then refuses', async () => {
    const session = await newSession(pebble)
    await deactivateAccount(session)
    const order = newOrder(['gone.example.org'])
    expect(
      (await problemOf(runOrder(await order, { session, responder: http, signal, save: ignore }))).problem.status,
    ).toBe(403)
  })
})

describe('the ACME client at an authority that wants an external account', () => {
  const hmacKey = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W'
  let pebble: Pebble
  beforeAll(async () => {
    pebble = await startPebble({ eab: { 'kid-1': hmacKey } })
  })
  afterAll(() => pebble.stop())

  it('binds the account with the right key, and says so without or with another one', async () => {
    const session = await newSession(pebble, { external: { kid: 'kid-1', hmacKey } })
    expect(session.accountUrl()).toContain(new URL(pebble.directory).origin)
    await expect(newSession(pebble)).rejects.toMatchObject({ code: 'acme/eab-required' })
    const wrong = { kid: 'kid-1', hmacKey: Buffer.alloc(32, 7).toString('base64url') }
    expect((await problemOf(newSession(pebble, { external: wrong }))).problem.status).toBeGreaterThanOrEqual(400)
  })
})
