import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { explainCode } from '../../../electron/engine/diagnosis/codes.ts'
import type { ServerDiagnosis } from '../../../shared/contract/diagnosis.ts'
import { askServer } from '../../support/ask-server.ts'
import type { ForeignServer } from '../../support/foreign-server.ts'
import { apache, caddy, haproxy, nginx, sServer, type FrontEnd } from '../../support/front-ends.ts'
import { opensslCrl } from '../../support/openssl-crl.ts'
import { opensslAuthority, type Issued } from '../../support/openssl-pki.ts'
import { endAfterEach } from '../../support/running.ts'
import { needs, type NeedName } from '../../support/programs.ts'

/** Five real front ends, each in eight set-ups: what is said against what is. */
const home = opensslAuthority('Home')
const between = home.intermediate('Between')
const server = home.leaf({ cn: 'camera.home', eku: 'serverAuth', san: 'DNS:camera.home' })
const phone = home.leaf({ cn: 'phone' })
const stale = opensslCrl(home, [], { from: '20200101000000Z', to: '20200201000000Z' })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vestibule-table-'))
const start = endAfterEach()

const makes: Readonly<Record<string, (options: FrontEnd) => Promise<ForeignServer>>> = {
  'openssl s_server': sServer,
  HAProxy: haproxy,
  nginx,
  Apache: apache,
  Caddy: caddy,
}

const PROGRAMS: Readonly<Record<string, NeedName>> = {
  'openssl s_server': 'openssl',
  HAProxy: 'haproxy',
  nginx: 'nginx',
  Apache: 'apache2',
  Caddy: 'caddy',
}

interface SetUp {
  readonly name: string
  readonly options: Pick<FrontEnd, 'demand' | 'tls' | 'crl'>
  readonly as: Issued
  readonly wants: ServerDiagnosis['clientCertificate']
}
const setUps: readonly SetUp[] = [
  { name: 'off', options: { demand: 'off' }, as: phone, wants: 'disabled' },
  { name: 'optional', options: { demand: 'optional' }, as: phone, wants: 'optional' },
  { name: 'required', options: { demand: 'required' }, as: phone, wants: 'required' },
  { name: 'CRL stale', options: { demand: 'required', crl: stale }, as: phone, wants: 'required' },
  {
    name: 'missing intermediate',
    options: { demand: 'required' },
    as: between.leaf({ cn: 'below' }),
    wants: 'required',
  },
  {
    name: 'wrong EKU',
    options: { demand: 'required' },
    as: home.leaf({ cn: 'web', eku: 'serverAuth' }),
    wants: 'required',
  },
  { name: 'TLS 1.2 only', options: { demand: 'required', tls: '1.2' }, as: phone, wants: 'required' },
  { name: 'TLS 1.3 only', options: { demand: 'required', tls: '1.3' }, as: phone, wants: 'required' },
]

/** What `openssl verify` says of the same certificate and lists: the first error, 0 for none. */
function judge({ as, options }: SetUp): number {
  const write = (name: string, text: string): void => fs.writeFileSync(path.join(folder, name), text)
  write('leaf.pem', as.cert)
  write('ca.pem', home.cert)
  write('crl.pem', options.crl ?? '')
  const lists = options.crl === undefined ? [] : ['-crl_check', '-CRLfile', 'crl.pem']
  const args = ['verify', '-purpose', 'sslclient', '-CAfile', 'ca.pem', ...lists, 'leaf.pem']
  const { stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
  return Number(/^error (\d+) at/m.exec(stdout + stderr)?.[1] ?? 0)
}

/** The number in the server's own log, where it writes one. */
function logged(at: ForeignServer): number | null {
  const file = path.join(at.folder, 'error.log')
  const text = at.log() + (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '')
  const line = text.split('\n').find((one) => /verify error|Certificate Verification: Error/.test(one))
  return line === undefined ? null : explainCode(line).number
}

const rows: string[][] = []
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true })
  const head = ['FRONT END', 'SET UP', 'SAID', 'DEVICE', 'CODE SAID', 'OPENSSL VERIFY', 'ITS LOG', 'NOTE']
  const all = [head, ...rows]
  const widths = head.map((_title, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)))
  const text = all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  process.stdout.write(`\n${text.join('\n')}\n`)
})

const cases = Object.keys(makes).flatMap((make) => setUps.map((setUp) => ({ make, ...setUp })))

for (const { make, ...setUp } of cases) {
  test(`${make}, ${setUp.name}`, needs(PROGRAMS[make] ?? 'openssl'), async () => {
    const noLists = make === 'Caddy' && setUp.options.crl !== undefined
    const at = await start((makes[make] ?? haproxy)({ server, ca: home.cert, ...setUp.options }))
    const found = await askServer({ port: at.port, as: setUp.as, trust: [home.cert, between.cert] })
    const expected = noLists || setUp.wants === 'disabled' ? 0 : judge(setUp)
    const letIn = found.http?.withCertificate === true && found.http.status === 200
    // OpenSSL goes on after 20 and ends with 21, which is what servers and HAProxy's ssl_c_verify report.
    const alike = (number: number): number => (number === 20 ? 21 : number)
    const said = found.verify?.number ?? (letIn ? 0 : null)
    const inLog = logged(at)
    const note = noLists
      ? 'Caddy knows no revocation lists: the device is in'
      : said === null
        ? 'answers every bad certificate alike; its log line, pasted, gives the number'
        : expected === 20
          ? 'openssl verify names the first of two, servers the last'
          : ''
    const over = found.handshake.filter(({ outcome }) => outcome !== 'failed').map(({ tls }) => tls)
    rows.push([
      make,
      setUp.name,
      (found.clientCertificate ?? '?').toUpperCase(),
      letIn ? 'in' : 'refused',
      said === null ? '–' : String(said),
      String(expected),
      inLog === null ? '–' : String(inLog),
      note,
    ])
    expect(found.clientCertificate).toBe(setUp.wants)
    expect(letIn).toBe(expected === 0)
    // Either the number is said, or the server’s log has it and the explanation says that it does.
    expect([alike(expected), null]).toContain(said)
    expect([alike(expected), null]).toContain(inLog === null ? null : alike(inLog))
    expect(said ?? inLog).not.toBeNull()
    expect([...new Set(over)]).toEqual(setUp.options.tls === undefined ? ['1.2', '1.3'] : [setUp.options.tls])
    expect(letIn || found.fix !== null).toBe(true)
  })
}
