/** `npm run e2e:pseudo -- [ARGUMENTS OF PLAYWRIGHT]`: the end-to-end tests, with the window in the pseudo-locale. */
import { spawnSync } from 'node:child_process'
import { buildPseudo } from './messages/pseudo-build.ts'

const folder = await buildPseudo()
const { status } = spawnSync(
  'npx',
  ['playwright', 'test', '--config', 'test/e2e/playwright.config.ts', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, VESTIBULE_PSEUDO: folder }, shell: process.platform === 'win32' },
)
process.exitCode = status ?? 1
