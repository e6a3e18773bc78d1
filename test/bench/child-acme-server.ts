/** The house's ACME server alone in a process, for the bench: prints where its directory is. */
import { startAcmeServer } from '../support/acme-server.ts'

const port = Number(process.argv[2] ?? 80)
const house = await startAcmeServer({ patterns: ['localhost', '*.home'] }, { httpPort: port, unlimited: true })
process.stdout.write(`${JSON.stringify({ directory: house.directory, ca: house.ca })}\n`)
process.on('SIGTERM', () => void house.close().then(() => process.exit(0)))
