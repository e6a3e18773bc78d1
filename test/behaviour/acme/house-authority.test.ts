import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sql } from '../../../electron/engine/store/sqlite.ts'
import {
  createHouseAuthority,
  type HouseAuthority,
  type IntermediateRecord,
} from '../../../electron/engine/acme/server/house-authority.ts'
import { newId } from '../../../electron/engine/app/context.ts'
import { openStore, type Store } from '../../../electron/engine/store/index.ts'
import { describeCertificate } from '../../../electron/pki/x509/describe.ts'
import { issueAuthority, type Signer } from '../../../electron/pki/x509/issue.ts'
import { generateKeyPair } from '../../../electron/pki/x509/keys.ts'
import { fromPem, toPem } from '../../../electron/pki/x509/pem.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'

const DAY = 86_400_000
const folder = temporaryFolder()
let store: Store
let data: string
let root: Signer
let locked = false
let direct = false
let patterns: readonly string[] = ['*.home', '192.168.0.0/16']
let record: IntermediateRecord | null = null
let clock = Date.now()
let house: HouseAuthority

beforeEach(async () => {
  data = temporaryFolder()
  store = openStore(data, Date.now)
  root = await issueAuthority({ name: 'Home', key: 'p256', days: 3650, now: new Date() })
  const about = describeCertificate(root.certificate)
  store.authorities.insert({
    id: 'root',
    name: 'Home',
    kind: 'own',
    subject: about.subject,
    issuer: about.issuer,
    key_type: about.keyType,
    serial: about.serial,
    fingerprint: about.fingerprint,
    not_before: about.notBefore.getTime(),
    not_after: about.notAfter.getTime(),
    created_at: 0,
    der: root.certificate,
  })
  locked = false
  direct = false
  patterns = ['*.home', '192.168.0.0/16']
  record = null
  clock = Date.now()
  house = createHouseAuthority({
    authorities: store.authorities,
    secrets: store.acme,
    transaction: (work) => store.sql.transaction(work),
    insertCertificate: (row) => store.devices.insertCertificate(row),
    record: () => record,
    saveRecord: (next) => (record = next),
    parent: () => ({ id: 'root', name: 'Home', signer: locked ? null : root, chain: [root.certificate] }),
    patterns: () => patterns,
    whileUnlocked: () => direct,
    newId,
    now: () => clock,
  })
})
afterEach(() => {
  store.close()
  fs.rmSync(data, { recursive: true, force: true })
})

/** Signed and recorded. */
async function issue(name: string, days = 45): Promise<{ pem: string; authorityId: string; serial: string }> {
  const { spki } = await generateKeyPair('p256')
  const signed = await house.sign({ spki, names: [name], days })
  store.sql.transaction(() => signed.store())
  const about = describeCertificate(signed.der)
  const row = (store.sql as Sql).get<{ authority_id: string }>(
    'SELECT authority_id FROM certificates WHERE serial = ?',
    about.serial,
  )
  return { pem: signed.chains[0] ?? '', authorityId: row?.authority_id ?? '', serial: about.serial }
}

/** What openssl says of the leaf, with the newest list of its issuer. */
async function verify({ pem, authorityId }: { pem: string; authorityId: string }): Promise<string> {
  const crl = store.authorities.newestCrl(authorityId)
  const file = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text)
    return path.join(folder, name)
  }
  const chain = file('chain.pem', pem)
  const trust = ['-CAfile', file('root.pem', toPem('CERTIFICATE', root.certificate)), '-untrusted', chain]
  const list = crl ? ['-crl_check', '-CRLfile', file('crl.pem', toPem('X509 CRL', crl.der))] : []
  return (await runTool('openssl', ['verify', '-x509_strict', ...trust, ...list, chain])).text
}

describe('the intermediate of the ACME server', () => {
  it('is made while the authority is unlocked, and signs while it is locked', async () => {
    await house.prepare()
    locked = true
    const certificate = await issue('nas.home')
    expect(certificate.authorityId).toBe(record?.authorityId)
    expect(await verify(certificate)).toContain('OK')
    // Its key lies in the database under the service key only.
    const database = fs.readFileSync(path.join(data, 'vestibule.db')).toString('latin1')
    expect(database).not.toContain('PRIVATE KEY')
  })

  it('cannot be made while it is locked', async () => {
    locked = true
    await house.prepare()
    await expect(issue('nas.home')).rejects.toMatchObject({ code: 'authority/locked' })
  })

  it('is made anew when other names count, when it ends before long, and when its key is lost', async () => {
    await house.prepare()
    const first = record?.authorityId
    patterns = ['*.lan']
    await house.prepare()
    const second = record?.authorityId
    expect(second).not.toBe(first)
    clock += 300 * DAY
    await house.prepare()
    const third = record?.authorityId
    expect(third).not.toBe(second)
    store.acme.saveSecret('acme-ca-key', third ?? '', null)
    await house.prepare()
    expect(record?.authorityId).not.toBe(third)
    // Four names for four keys: an issuer is a name and a key.
    const subjects = store.authorities.list().map((row) => row.subject)
    expect(new Set(subjects).size).toBe(subjects.length)
  })

  it('is made once when two orders need it at the same moment', async () => {
    const [one, other] = await Promise.all([issue('one.home'), issue('other.home')])
    expect(one.authorityId).toBe(other.authorityId)
  })

  it('signs a list with what was revoked, which openssl holds against it and not against others', async () => {
    const [bad, good] = [await issue('bad.home'), await issue('good.home')]
    locked = true
    expect(await house.revoke(bad.authorityId, bad.serial, 'superseded')).toBe(true)
    expect(await verify(bad)).toContain('certificate revoked')
    expect(await verify(good)).toContain('OK')
    const number = store.authorities.newestCrl(bad.authorityId)?.number ?? 0
    await house.refreshLists()
    expect(store.authorities.newestCrl(bad.authorityId)?.number).toBe(number)
    clock += 25 * DAY
    await house.refreshLists()
    expect(store.authorities.newestCrl(bad.authorityId)?.number).toBeGreaterThan(number)
    expect(await verify(bad)).toMatch(/certificate revoked|CRL is not yet valid/)
  })

  it('revokes nothing of another authority', async () => {
    expect(await house.revoke('root', 'AB', 'superseded')).toBe(false)
    expect(store.authorities.revocations('root')).toHaveLength(0)
  })
})

describe('signing with the authority itself', () => {
  it('works while it is unlocked only', async () => {
    direct = true
    const certificate = await issue('nas.home')
    expect(certificate.authorityId).toBe('root')
    expect(fromPem(certificate.pem)).toHaveLength(1)
    expect(await verify(certificate)).toContain('OK')
    locked = true
    await expect(issue('nas.home')).rejects.toMatchObject({ code: 'authority/locked' })
  })
})
