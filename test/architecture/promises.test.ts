import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const model = fs.readFileSync(path.join(root, 'docs/threat-model.md'), 'utf8')

/** Rows of the table of promises: number, file and name of the test. */
const rows = [...model.matchAll(/^\| (\d+)\s*\| (.*?)\s*\| `([^`]+)`\s*\| (.*?)\s*\|$/gm)].map(
  ([, number = '', promise = '', file = '', name = '']) => ({ number: Number(number), promise, file, name }),
)

/** What “shown by” names, row by row of the tables of threats. */
const shownBy = [...model.matchAll(/^\| threat .*\| shown by\s*\|\n\|[ -|]*\n((?:\|.*\n)+)/gm)].flatMap(
  ([, table = '']) =>
    table
      .trimEnd()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([, threat = '', , by = '']) => ({ threat, by })),
)

describe('the threats of the threat model', () => {
  test('are read', () => {
    expect(shownBy.length).toBeGreaterThan(25)
  })

  test.each(shownBy)('$threat: what shows the answer is a test, or a decision that says why none can', ({ by }) => {
    const files = [...by.matchAll(/`([^`]+)`/g)].map(([, file = '']) => path.join(root, 'test', file))
    expect(files.length > 0 || /^\[decision \d+\]/.test(by)).toBe(true)
    expect(files.filter((file) => !fs.existsSync(file))).toEqual([])
  })
})

describe('the promises of the threat model', () => {
  test('are numbered in order; some have several tests', () => {
    const numbers = [...new Set(rows.map((row) => row.number))]
    expect(numbers).toEqual(Array.from({ length: 75 }, (_, index) => index + 1))
  })

  test.each(rows)('$number. $promise: has its test', ({ file, name }) => {
    const text = fs.readFileSync(path.join(root, 'test', file), 'utf8')
    for (const one of name.split(' · ')) expect(text).toContain(one)
    expect(text).not.toMatch(/\b(?:test|it|describe)\.(?:todo|only)\b/)
  })
})

/** Old ciphers, and BER into DER: nothing that anybody's trust hangs on. */
const FORGE = ['pki/asn1/ber.ts', 'pki/asn1/forge.ts', 'pki/pkcs/pbe/ciphers.ts']

test('node-forge never verifies: it is reached from two places, for its ciphers and its reader of BER', async () => {
  const sources = fs
    .readdirSync(path.join(root, 'electron'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: fs.readFileSync(path.join(root, 'electron', name), 'utf8') }))
    .filter(({ text }) => /['"`]node-forge|useForge/.test(text))
  expect(sources.map(({ name }) => name).toSorted()).toEqual(FORGE)
  // CVE-2026-33894, 33895, 33896, CVE-2025-12816, 66030, 66031 are in its signatures, certificates and PKCS containers.
  for (const { name, text } of sources) {
    expect(text, name).not.toMatch(/forge\.(?:pki|pkcs7|pkcs12|rsa|ed25519|hmac|md)\b|\.verify\w*\(/)
  }
  const { useForge } = await import('../../electron/pki/asn1/forge.ts')
  for (const part of [
    'pki.createCertificate',
    'pki.verifyCertificateChain',
    'pkcs7',
    'pkcs12',
    'rsa',
    'ed25519',
    'tls',
  ])
    expect(useForge()).not.toHaveProperty(part)
})
