/** What `npm run test:electron` runs inside the session of an ordinary user: vitest, Playwright, the utilityProcess. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { run } from '../../../packaging/fetch/run.ts'

const output = process.env['VESTIBULE_TEST_OUTPUT'] ?? ''
const parts = (process.env['VESTIBULE_ELECTRON_PARTS'] ?? 'contract,e2e,utility').split(',')
const words = process.argv.slice(2)

// Without one nobody keeps a window's place, and none is maximised. The session takes it along when it ends.
spawn('openbox', [], { stdio: 'ignore' })
  .on('error', () => process.stdout.write('openbox is missing\n'))
  .unref()

if (parts.includes('contract')) {
  const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${path.join(output, 'vitest.json')}`]
  await run([
    'vitest',
    'run',
    '--configLoader=native',
    '--maxWorkers=1',
    ...report,
    'test/electron',
    ...(parts.length === 1 ? words : []),
  ])
}
if (parts.includes('e2e')) await run(['playwright', 'test', '-c', 'test/e2e/playwright.config.ts', ...words])
if (parts.includes('utility')) await run([process.env['VESTIBULE_ELECTRON'] ?? '', '.cache/electron/utility'])
