import { X509Certificate } from 'node:crypto'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { startAcmeServer } from '../../support/acme-server.ts'
import { clientKinds, type ClientKind, type ForeignClient } from '../../support/acme-clients.ts'
import { temporaryFolder } from '../../support/engine.ts'

// They start hundreds of processes: a limit against hanging, not a measurement.
vi.setConfig({ testTimeout: 600_000 })

const documented = fileURLToPath(new URL('../../../docs/acme-clients.md', import.meta.url))
const COLUMNS = [
  'issued',
  'renewed',
  'revoked',
  'external account',
  'a name outside the house',
  'a name that leads away',
] as const
type Row = Partial<Record<(typeof COLUMNS)[number], string>>
const table = new Map<string, Row>()

function note(kind: ClientKind, column: (typeof COLUMNS)[number], cell: string): void {
  table.set(kind.name, { ...table.get(kind.name), [column]: cell })
}

/** Without what the formatter aligns columns with. */
const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---')

function render(): string {
  const rows = clientKinds.map((kind) => [kind.name, ...COLUMNS.map((column) => table.get(kind.name)?.[column] ?? '?')])
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(['client', ...COLUMNS]), line(['---', ...COLUMNS.map(() => '---')]), ...rows.map(line)].join('\n')
}

describe.each(clientKinds)("the house's ACME server as $name meets it", (kind) => {
  const use = async (
    settings: Parameters<typeof startAcmeServer>[0],
    work: (client: ForeignClient, house: Awaited<ReturnType<typeof startAcmeServer>>) => Promise<void>,
    eab?: { kid: string; hmacKey: string },
  ): Promise<void> => {
    const house = await startAcmeServer(settings)
    if (eab) {
      house.store.sql.transaction(() =>
        house.store.acmeServer.insertEabKey(
          { kid: eab.kid, name: kind.name, createdAt: 0, clientId: null },
          eab.hmacKey,
        ),
      )
    }
    const folder = temporaryFolder()
    const client = await kind.open(house, folder, eab)
    try {
      await work(client, house)
    } finally {
      await client.close()
      await house.close()
      fs.rmSync(folder, { recursive: true, force: true })
    }
  }
  const name = `${kind.name.toLowerCase()}.home`

  it('issues, renews and revokes', async () => {
    // It ends soon: Caddy and acmetool renew it by themselves, the others are told to.
    await use({ days: 0.01 }, async (client, house) => {
      const issued = await client.issue(name)
      expect(issued.text).toBeTypeOf('string')
      if (issued.status !== 0) throw new Error(issued.text)
      const first = client.certificate(name)
      expect(new X509Certificate(first).checkHost(name)).toBe(name)
      note(kind, 'issued', `yes, ${kind.challenge}`)

      const renewed = await client.renew(name)
      if (renewed.status !== 0) throw new Error(renewed.text)
      const second = client.certificate(name)
      expect(new X509Certificate(second).serialNumber).not.toBe(new X509Certificate(first).serialNumber)
      note(kind, 'renewed', 'yes')

      if (!client.revoke) {
        note(kind, 'revoked', kind.noRevocation ?? '')
        return
      }
      expect(house.isRevoked(second)).toBe(false)
      const revoked = await client.revoke(name)
      if (revoked.status !== 0) throw new Error(revoked.text)
      expect(house.isRevoked(second)).toBe(true)
      note(kind, 'revoked', 'yes')
    })
  })

  it('lets it in by a key, or says that it wants one', async () => {
    // Not one that repeats itself: a client takes its octets from hexdump, which leaves repeated lines out.
    const hmacKey = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7)).toString('base64url')
    if (!kind.eab) {
      await use({ approve: 'eab' }, async (client) => {
        const { status } = await client.issue(name)
        if (status === 0) throw new Error('it got a certificate without a key')
      })
      note(kind, 'external account', 'does not know them; refused')
      return
    }
    let certificate = ''
    await use(
      { approve: 'eab' },
      async (client) => {
        const issued = await client.issue(name)
        if (issued.status !== 0) throw new Error(issued.text)
        certificate = client.certificate(name)
      },
      { kid: 'machine', hmacKey },
    )
    expect(new X509Certificate(certificate).checkHost(name)).toBe(name)
    note(kind, 'external account', 'yes')
  })

  it.each([
    { column: 'a name outside the house', host: 'bank.example.com', reason: 'is not a name of this house' },
    { column: 'a name that leads away', host: 'away.home', reason: 'leads out of the networks of this house' },
  ] as const)('refuses $column, and the reason arrives', async ({ column, host, reason }) => {
    await use({}, async (client, house) => {
      house.addresses.set('away.home', ['192.0.2.1'])
      const refused = await client.issue(host)
      expect(refused.status).not.toBe(0)
      const hidden = column === 'a name that leads away' && kind.showsChallengeErrors === false
      if (hidden) return note(kind, column, 'refused, reason not shown')
      const shown = refused.text.includes(reason)
      const told = shown ? refused.text : (client.log?.() ?? refused.text)
      if (!told.includes(reason)) throw new Error(`it does not tell why: ${told}`)
      note(kind, column, shown ? 'refused, reason shown' : 'refused, reason in its log')
    })
  })
})

it('and all that they did is in the documentation', () => {
  const rendered = render()
  process.stdout.write(`\n${rendered}\n\n`)
  if (process.env['VESTIBULE_WRITE_DOCS'] === '1') {
    const text = fs.readFileSync(documented, 'utf8')
    fs.writeFileSync(documented, text.replace(/\| client[^]*?\n\n/, `${rendered}\n\n`))
  }
  expect(plain(fs.readFileSync(documented, 'utf8'))).toContain(plain(rendered))
})
