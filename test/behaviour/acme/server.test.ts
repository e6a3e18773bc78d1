import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeKey, deactivateAccount, findAccount, setContact } from '../../../electron/engine/acme/client/account.ts'
import type { Responder } from '../../../electron/engine/acme/client/challenge.ts'
import { dnsName, dnsValue } from '../../../electron/engine/acme/client/challenge.ts'
import { checkCertificate } from '../../../electron/engine/acme/client/check-certificate.ts'
import { createFetch } from '../../../electron/engine/acme/client/fetch.ts'
import { runOrder, type OrderState } from '../../../electron/engine/acme/client/order.ts'
import { askRenewalInfo } from '../../../electron/engine/acme/client/renewal-info.ts'
import { revokeCertificate } from '../../../electron/engine/acme/client/revoke.ts'
import type { Session } from '../../../electron/engine/acme/client/session.ts'
import { generateAccountKey, readAccountKey } from '../../../electron/engine/acme/jws.ts'
import { issueOrdered } from '../../../electron/engine/acme/server/issue.ts'
import { issueAuthority } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { issueLimitedIntermediate } from '../../../electron/pki/x509/limited-ca.ts'
import { toPem } from '../../../electron/pki/x509/pem.ts'
import type { NewSigner } from '../../../electron/pki/x509/sign.ts'
import { renewalIdentifier } from '../../../electron/pki/x509/acme.ts'
import { AppError } from '../../../shared/errors/index.ts'
import { httpResponder, newOrder, newSession, tlsResponder, type TestResponder } from '../../support/acme-client.ts'
import { startAcmeServer, type TestAcmeServer } from '../../support/acme-server.ts'
import { runTool } from '../../support/external-tool.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { until } from '../../support/gate.ts'
import fs from 'node:fs'
import path from 'node:path'

const signal = new AbortController().signal
const save = (): void => undefined
const DAY = 86_400_000

let house: TestAcmeServer
let http: TestResponder
let tls: TestResponder
beforeAll(async () => {
  house = await startAcmeServer()
  http = await httpResponder(house.httpPort)
  tls = await tlsResponder(house.tlsPort)
})
afterAll(async () => {
  await http.close()
  await tls.close()
  await house.close()
})

async function issue(
  session: Session,
  names: readonly string[],
  more: Partial<OrderState> = {},
  responder: Responder = http,
) {
  const done = await runOrder(await newOrder(names, more), { session, responder, signal, save })
  return { done, ...checkCertificate(done, { host: session.host, now: Date.now() }) }
}

const refusal = (type: string) => ({ problem: { type: `urn:ietf:params:acme:error:${type}` } })

describe("the house's own ACME server, asked by this program's client", () => {
  it('issues for names with http-01, for 45 days, in a chain that openssl verifies', async () => {
    const session = await newSession(house)
    const { leaf, certPem } = await issue(session, ['printer.home', 'scanner.lan'])
    expect(leaf.names.toSorted()).toEqual(['printer.home', 'scanner.lan'])
    expect(Math.round((leaf.notAfter.getTime() - Date.now()) / DAY)).toBe(45)
    const folder = temporaryFolder()
    const file = (name: string, text: string): string => {
      fs.writeFileSync(path.join(folder, name), text)
      return path.join(folder, name)
    }
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'printer.home']
    const [root, chain] = [file('root.pem', house.root), file('chain.pem', certPem)]
    const { text } = await runTool('openssl', [...verify, '-CAfile', root, '-untrusted', chain, chain])
    expect(text).toContain('OK')
  })

  it('issues for an address with tls-alpn-01, and for a wildcard with dns-01', async () => {
    const session = await newSession(house)
    const one = await issue(session, ['127.0.0.1', 'alpn.home'], {}, tls)
    expect(one.leaf.names.toSorted()).toEqual(['127.0.0.1', 'alpn.home'])
    const records: Responder = {
      type: 'dns-01',
      atOnce: 10,
      async publish(tasks) {
        const names = new Set(tasks.map(dnsName))
        for (const name of names) {
          house.texts.set(name, tasks.filter((task) => dnsName(task) === name).map(dnsValue))
        }
        return async () => undefined
      },
    }
    const two = await issue(session, ['*.nas.home', 'nas.home'], {}, records)
    expect(two.leaf.names.toSorted()).toEqual(['*.nas.home', 'nas.home'])
  })

  it('offers the chain with its root as well', async () => {
    const session = await newSession(house)
    const { done } = await issue(session, ['alternate.home'])
    const answer = await session.post(`${done.url}`, null)
    const { certificate } = JSON.parse(answer.body.toString()) as { certificate: string }
    const usual = await session.post(certificate, null)
    const link = usual.headers('link').join(', ')
    const alternate = /<([^>]+)>;rel="alternate"/.exec(link)?.[1] ?? ''
    const other = await session.post(alternate, null)
    expect(other.body.toString().match(/BEGIN CERTIFICATE/g)).toHaveLength(3)
    expect(other.body.toString()).toContain(house.root.trim())
  })

  it('knows profiles, and says when to renew; what was revoked at once', async () => {
    const session = await newSession(house)
    const { leaf } = await issue(session, ['short.home'], { profile: 'shortlived' })
    expect(Math.round((leaf.notAfter.getTime() - Date.now()) / DAY)).toBe(6)
    await expect(issue(session, ['odd.home'], { profile: 'odd' })).rejects.toMatchObject({
      code: 'acme/profile-unknown',
    })
    const fetch = createFetch({ ca: house.ca, version: '0.0.0-test', signal })
    const ask = () =>
      askRenewalInfo({ fetch, directory: session.directory, certificate: leaf.der, now: Date.now(), random: () => 0 })
    const life = leaf.notAfter.getTime() - leaf.notBefore.getTime()
    const advice = await ask()
    expect(advice?.renewAt).toBe(leaf.notBefore.getTime() + Math.floor((life * 2) / 3))
    await revokeCertificate(session, leaf.der, 'superseded')
    expect((await ask())?.renewAt).toBeLessThan(Date.now())
  })

  it('remembers which certificate replaces which, once', async () => {
    const session = await newSession(house)
    const { leaf } = await issue(session, ['replaced.home'])
    const replaces = renewalIdentifier(leaf.der)
    const body = { identifiers: [{ type: 'dns', value: 'replaced.home' }], replaces }
    await issue(session, ['replaced.home'], { replaces })
    await expect(session.post(session.directory.newOrder, body)).rejects.toMatchObject(refusal('alreadyReplaced'))
    // The client goes on without it.
    await issue(session, ['replaced.home'], { replaces })
    const other = await newSession(house)
    await expect(other.post(other.directory.newOrder, body)).rejects.toMatchObject(refusal('malformed'))
  })

  it('lets an account change its contact and key, and end', async () => {
    const session = await newSession(house)
    await setContact(session, ['other@example.org'])
    await expect(setContact(session, ['a@b.org?subject=x'])).rejects.toMatchObject(refusal('invalidContact'))
    const next = await readAccountKey(await generateAccountKey())
    await changeKey(session, next)
    expect(await findAccount(session, next)).toBe(session.accountUrl())
    await expect(setContact(session, [])).rejects.toMatchObject(refusal('unauthorized'))
    const ended = await newSession(house)
    await deactivateAccount(ended)
    await expect(issue(ended, ['ended.home'])).rejects.toMatchObject(refusal('unauthorized'))
  })

  it('does not give an account the key of another one', async () => {
    const [one, other] = [await newSession(house), await newSession(house)]
    await expect(changeKey(one, other.account)).rejects.toMatchObject({ problem: { status: 409 } })
  })

  it('revokes for the account that ordered, for one that holds the names, and for the key; for nobody else', async () => {
    const owner = await newSession(house)
    const stranger = await newSession(house)
    const { leaf, done } = await issue(owner, ['mine.home'])
    await expect(revokeCertificate(stranger, leaf.der, 'superseded')).rejects.toMatchObject(refusal('unauthorized'))
    const byKey = await readAccountKey(done.keyPem)
    const encoded = Buffer.from(leaf.der).toString('base64url')
    const { revokeCert = '' } = owner.directory
    await expect(
      stranger.post(revokeCert, { certificate: encoded, reason: 6 }, { key: byKey, kid: null }),
    ).rejects.toMatchObject(refusal('badRevocationReason'))
    await stranger.post(revokeCert, { certificate: encoded, reason: 1 }, { key: byKey, kid: null })
    expect(house.isRevoked(done.certificatePem ?? '')).toBe(true)
    await expect(revokeCertificate(owner, leaf.der, 'superseded')).rejects.toMatchObject(refusal('alreadyRevoked'))
    // A newcomer that shows that the name is its own by now.
    const second = await issue(owner, ['mine.home'])
    await issue(stranger, ['mine.home'])
    await revokeCertificate(stranger, second.leaf.der, 'superseded')
    expect(house.isRevoked(second.certPem)).toBe(true)
  })

  it('says that it is locked, and finishes the same order afterwards', async () => {
    const session = await newSession(house)
    const order = await newOrder(['locked.home'])
    let state: OrderState = order
    house.failSigning(new AppError('authority/locked'))
    const failed = await runOrder(order, { session, responder: http, signal, save: (one) => void (state = one) }).catch(
      (error: unknown) => error,
    )
    expect(failed).toMatchObject({ problem: { status: 503, detail: expect.stringContaining('locked') as string } })
    house.failSigning(null)
    const done = await runOrder(state, { session, responder: http, signal, save })
    expect(new X509Certificate(done.certificatePem ?? '').checkHost('locked.home')).toBe('locked.home')
  })
})

describe('who is let through', () => {
  let asking: TestAcmeServer
  let answers: TestResponder
  beforeAll(async () => {
    asking = await startAcmeServer({ approve: 'ask' })
    answers = await httpResponder(asking.httpPort)
  })
  afterAll(async () => {
    await answers.close()
    await asking.close()
  })
  const order = async (session: Session, name: string): Promise<OrderState> =>
    runOrder(await newOrder([name]), { session, responder: answers, signal, save })

  it('waits for the owner when a machine comes with a name for the first time, and not again', async () => {
    const session = await newSession(asking)
    const pending = order(session, 'fridge.home')
    await until(() => asking.store.acmeServer.waiting().length > 0)
    const [waiting] = asking.store.acmeServer.waiting()
    expect(waiting?.state).toMatchObject({ names: ['fridge.home'], address: '127.0.0.1' })
    asking.server.decide(waiting?.clientId ?? '', ['fridge.home'], true)
    expect((await pending).certificatePem).toContain('BEGIN CERTIFICATE')
    await order(session, 'fridge.home')
    expect(asking.store.acmeServer.waiting()).toHaveLength(0)
  })

  it('does not bother the owner with who cannot show that the name is its own', async () => {
    const session = await newSession(asking)
    const silent = { ...answers, publish: async () => async () => undefined }
    const state = await newOrder(['liar.home'])
    await expect(runOrder(state, { session, responder: silent, signal, save })).rejects.toMatchObject(
      refusal('unauthorized'),
    )
    expect(asking.store.acmeServer.waiting()).toHaveLength(0)
  })

  it('remembers that the owner refused', async () => {
    const session = await newSession(asking)
    const pending = order(session, 'stranger.home').catch((error: unknown) => error)
    await until(() => asking.store.acmeServer.waiting().length > 0)
    asking.server.decide(asking.store.acmeServer.waiting()[0]?.clientId ?? '', ['stranger.home'], false)
    expect(await pending).toMatchObject(refusal('unauthorized'))
    await expect(order(session, 'stranger.home')).rejects.toMatchObject(refusal('unauthorized'))
  })

  it('lets a holder of a key through without a question, one account with each', async () => {
    const hmacKey = Buffer.alloc(32, 9).toString('base64url')
    asking.store.sql.transaction(() =>
      asking.store.acmeServer.insertEabKey({ kid: 'nas', name: 'NAS', createdAt: 0, clientId: null }, hmacKey),
    )
    const wrong = { kid: 'nas', hmacKey: Buffer.alloc(32, 8).toString('base64url') }
    await expect(newSession(asking, { external: wrong })).rejects.toMatchObject(refusal('unauthorized'))
    const session = await newSession(asking, { external: { kid: 'nas', hmacKey } })
    expect((await order(session, 'nas.home')).certificatePem).toContain('BEGIN CERTIFICATE')
    await expect(newSession(asking, { external: { kid: 'nas', hmacKey } })).rejects.toMatchObject(
      refusal('unauthorized'),
    )
    asking.change({ approve: 'eab' })
    await expect(newSession(asking)).rejects.toMatchObject({ code: 'acme/eab-required' })
    asking.change({ approve: 'ask' })
  })
})

describe('a certificate of the limited intermediate', () => {
  let folder: string
  let root: NewSigner
  beforeEach(async () => {
    folder = temporaryFolder()
    root = await issueAuthority({ name: 'Home', key: 'p256', days: 100, now: new Date() })
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name)
    fs.writeFileSync(file, text)
    return file
  }
  const limited = (limits: readonly string[]): Promise<NewSigner> => {
    const subject = [{ type: 'commonName', value: 'Limited' }] as const
    return issueLimitedIntermediate({ signer: root, subject, limits, days: 50, now: new Date() })
  }
  const verify = async (signer: NewSigner, leaf: string): Promise<string> => {
    const rootFile = write('root.pem', toPem('CERTIFICATE', root.certificate))
    const ca = write('ca.pem', toPem('CERTIFICATE', signer.certificate))
    const args = ['verify', '-x509_strict', '-CAfile', rootFile, '-untrusted', ca, leaf]
    return (await runTool('openssl', args)).text
  }
  const issue = async (signer: NewSigner, name: string): Promise<string> => {
    const { spki } = await generateKeyPair('p256')
    const chain = [signer.certificate, root.certificate]
    const now = Date.now()
    const order = { signer, authorityId: 'acme', chain, names: [name], spki, days: 10, now, id: 'x' }
    return write('leaf.pem', toPem('CERTIFICATE', (await issueOrdered(order)).der))
  }
  /** The same, signed by somebody who looks at no limits. */
  const forge = async (signer: NewSigner, name: string): Promise<string> => {
    const [key, request, leaf] = ['leaf.key', 'leaf.csr', 'leaf.pem'].map((file) => path.join(folder, file))
    const ca = write('ca.pem', toPem('CERTIFICATE', signer.certificate))
    const caKey = write('ca.key', toPem('PRIVATE KEY', signer.pkcs8))
    const san = `subjectAltName=${isIP(name) ? 'IP' : 'DNS'}:${name}`
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key ?? '']
    await runTool('openssl', ['req', '-new', '-subj', '/O=x', '-addext', san, ...newKey, '-out', request ?? ''])
    const extensions = ['-copy_extensions', 'copyall', '-days', '5']
    const signing = ['x509', '-req', '-in', request ?? '', '-CA', ca, '-CAkey', caKey, ...extensions]
    await runTool('openssl', [...signing, '-out', leaf ?? ''])
    return leaf ?? ''
  }

  it.each([
    ['home', 'nas.home'],
    ['192.168.0.0/16', '192.168.1.1'],
  ])('is accepted by openssl inside %s: %s', async (limit, name) => {
    const signer = await limited([limit])
    expect(await verify(signer, await issue(signer, name))).toContain('OK')
  })

  it.each([
    ['home', 'bank.example', 'permitted subtree violation', 'authority/name-constraint'],
    // No network is permitted: then no address is, of either kind.
    ['home', '192.168.1.1', 'excluded subtree violation', 'authority/name-excluded'],
    ['home', 'fd00::1', 'excluded subtree violation', 'authority/name-excluded'],
    ['192.168.0.0/16', '10.0.0.1', 'permitted subtree violation', 'authority/name-constraint'],
    ['192.168.0.0/16', 'nas.home', 'excluded subtree violation', 'authority/name-excluded'],
  ])('outside %s, %s, is refused by openssl, and never issued', async (limit, name, said, code) => {
    const signer = await limited([limit])
    expect(await verify(signer, await forge(signer, name))).toContain(said)
    await expect(issue(signer, name)).rejects.toMatchObject({ code })
  })
})
