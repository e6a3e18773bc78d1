import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ledgerFile, openLedger, readLedger, type Stamp } from '../../../electron/engine/store/ledger.ts'
import { rememberedSince, type LedgerEntry, type LedgerFact } from '../../../electron/engine/store/ledger-entries.ts'
import { temporaryFolder } from '../../support/engine.ts'

let folder = ''
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const stamp = (sequence: number): Stamp => ({ generation: 'g', sequence, wal: '', walBase: 0 })
const revoked = (serial: string, reason: 'hold' | 'key-compromise' | 'superseded' = 'superseded'): LedgerFact => ({
  kind: 'revoked',
  issuer: 'i',
  serial,
  at: 1,
  reason,
})
const at = (sequence: number | null, fact: LedgerFact): LedgerEntry => ({ ...fact, sequence })

describe('a ledger', () => {
  test('gives back what was written, and is for its owner alone', () => {
    const ledger = openLedger(folder)
    ledger.rewrite({ stamp: stamp(1), entries: [at(1, revoked('AA'))] })
    ledger.commit(stamp(2), [revoked('BB')])
    ledger.commit(stamp(3), [])
    ledger.close()
    expect(readLedger(folder)).toEqual({ stamp: stamp(3), entries: [at(1, revoked('AA')), at(2, revoked('BB'))] })
    expect(fs.statSync(ledgerFile(folder)).mode & 0o777).toBe(0o600)
    // And goes on where it was.
    const again = openLedger(folder)
    again.commit(stamp(4), [revoked('CC')])
    again.close()
    expect(readLedger(folder)?.entries).toHaveLength(3)
  })

  test.each([
    ['the last line cut in the middle', (bytes: Buffer, end: number) => bytes.fill(0, end - 9, end), 1],
    [
      'a flipped bit in an entry',
      (bytes: Buffer, end: number) => bytes.writeUInt8(bytes.readUInt8(end - 30) ^ 1, end - 30),
      1,
    ],
    ['a flipped bit in one of the stamps', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20), 2],
  ])('is read as far as it is whole: %s', (_what, damage, left) => {
    const ledger = openLedger(folder)
    ledger.rewrite({ stamp: stamp(1), entries: [at(1, revoked('AA'))] })
    ledger.commit(stamp(2), [revoked('BB')])
    ledger.close()
    const bytes = fs.readFileSync(ledgerFile(folder))
    damage(bytes, bytes.indexOf(0, bytes.lastIndexOf('BB')))
    fs.writeFileSync(ledgerFile(folder), bytes)
    const read = readLedger(folder)
    expect(read?.entries).toHaveLength(left)
    expect(read?.stamp.generation).toBe('g')
  })

  test('is nothing where it is missing, empty or something else', () => {
    expect(readLedger(folder)).toBeNull()
    fs.writeFileSync(ledgerFile(folder), '')
    expect(readLedger(folder)).toBeNull()
    fs.writeFileSync(ledgerFile(folder), 'Dear diary,\n'.repeat(100))
    expect(readLedger(folder)).toBeNull()
  })

  test('has its room beforehand: nothing is added to the file by an entry', () => {
    const ledger = openLedger(folder)
    ledger.rewrite({ stamp: stamp(1), entries: [] })
    const { size } = fs.statSync(ledgerFile(folder))
    for (let sequence = 2; sequence < 50; sequence += 1) ledger.commit(stamp(sequence), [revoked(`A${sequence}`)])
    expect(fs.statSync(ledgerFile(folder)).size).toBe(size)
    ledger.close()
  })

  test('that cannot be written says so, and fails nothing', () => {
    const ledger = openLedger(path.join(folder, 'missing'))
    ledger.rewrite({ stamp: stamp(1), entries: [] })
    expect(ledger.problem()).toMatchObject({ code: 'ENOENT' })
    ledger.commit(stamp(2), [revoked('AA')])
    expect(ledger.keep([revoked('AA')])).toBe(false)
    ledger.close()
  })
})

describe('what a database does not know', () => {
  const serials = (entries: readonly LedgerEntry[], sequence: number): unknown =>
    Object.fromEntries(
      [...(rememberedSince(entries, sequence).revoked.get('i') ?? [])].map(([key, one]) => [key, one.reason]),
    )

  test('is what came after its last change; of what is older it is right itself', () => {
    const entries = [at(1, revoked('AA')), at(2, revoked('BB')), at(3, revoked('CC'))]
    expect(serials(entries, 2)).toEqual({ CC: 'superseded' })
    expect(serials(entries, 0)).toEqual({ AA: 'superseded', BB: 'superseded', CC: 'superseded' })
    expect(serials(entries, 3)).toEqual({})
  })

  test('is taken back by a newer list of its authority, unless the owner has said it too', () => {
    const newer = at(3, { kind: 'superseded', issuer: 'i' })
    expect(serials([at(1, revoked('AA')), newer], 0)).toEqual({})
    const byOwner: LedgerFact = {
      kind: 'revoked',
      issuer: 'i',
      serial: 'AA',
      at: 1,
      reason: 'superseded',
      byOwner: true,
    }
    expect(serials([at(1, revoked('AA')), at(2, byOwner), newer], 0)).toEqual({ AA: 'superseded' })
  })

  test('is the strongest that was said, and a hold that was released again is none', () => {
    expect(serials([at(1, revoked('AA', 'hold')), at(2, { kind: 'released', issuer: 'i', serial: 'AA' })], 0)).toEqual(
      {},
    )
    expect(serials([at(1, revoked('AA', 'key-compromise')), at(2, revoked('AA', 'hold'))], 0)).toEqual({
      AA: 'key-compromise',
    })
    // Only a hold is ever released.
    expect(serials([at(1, revoked('AA')), at(2, { kind: 'released', issuer: 'i', serial: 'AA' })], 0)).toEqual({
      AA: 'superseded',
    })
  })

  test('is what it could not take, until it has caught up', () => {
    const kept = at(null, revoked('AA'))
    expect(serials([kept], 99)).toEqual({ AA: 'superseded' })
    expect(serials([kept, at(null, { kind: 'settled' })], 99)).toEqual({})
    expect(serials([kept, at(null, { kind: 'settled' }), at(null, revoked('BB'))], 99)).toEqual({ BB: 'superseded' })
  })

  test('a newer list of a trusted authority takes the place of the one before, and of nothing that the owner revoked', () => {
    const own: LedgerFact = { kind: 'revoked', issuer: 'i', serial: 'BB', at: 1, reason: 'superseded', byOwner: true }
    expect(
      serials([at(1, revoked('AA')), at(1, own), at(2, { kind: 'superseded', issuer: 'i' }), at(2, revoked('CC'))], 0),
    ).toEqual({
      BB: 'superseded',
      CC: 'superseded',
    })
  })
})
