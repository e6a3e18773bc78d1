/**
 * `npm run release:compare`: makes the release of the last commit twice, in folders of different names and depth, with
 * another time zone, language, home and umask, and says whether all bytes are the same.
 *
 * Usage: node packaging/compare.ts [--only npm|amd64|arm64]…
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { output, run } from './fetch/run.ts'
import { sha256Sums } from './sums.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// On the disk of the checkout: its libraries are linked, not copied.
const place = path.join(root, '.cache/compare')

interface Surroundings {
  readonly folder: string
  readonly umask: string
  readonly env: Readonly<Record<string, string>>
}

const BUILDS: readonly Surroundings[] = [
  { folder: 'one', umask: '022', env: { TZ: 'UTC', LC_ALL: 'C' } },
  { folder: 'another folder/two', umask: '077', env: { TZ: 'Pacific/Apia', LC_ALL: 'C.UTF-8', LANG: 'tr_TR.UTF-8' } },
]

async function build({ folder, umask, env }: Surroundings): Promise<string> {
  const checkout = path.join(place, folder)
  fs.mkdirSync(path.dirname(checkout), { recursive: true })
  output(['git', 'clone', '--quiet', '--no-local', root, checkout])
  output(['cp', '--archive', '--link', fs.realpathSync(path.join(root, 'node_modules')), checkout])
  const words = [process.execPath, path.join(checkout, 'packaging/release.ts'), ...process.argv.slice(2)]
  const status = await run(['sh', '-c', `umask ${umask} && exec "$@"`, 'sh', ...words], {
    cwd: checkout,
    env: { ...process.env, ...env },
  })
  if (status !== 0) throw new Error(`the build in ${folder} ended with ${status}`)
  return sha256Sums(path.join(checkout, 'release'))
}

fs.rmSync(place, { recursive: true, force: true })
try {
  const sums: string[] = []
  for (const surroundings of BUILDS) sums.push(await build(surroundings))
  const [first = '', second = ''] = sums.map((text) => text.split('\n').toSorted().join('\n'))
  if (first === second && first !== '') process.stdout.write(`${first.trim()}\nBoth builds are the same.\n`)
  else {
    process.stdout.write(`The builds differ.\n${first}\n\n${second}\n`)
    process.exitCode = 1
  }
} finally {
  fs.rmSync(place, { recursive: true, force: true })
}
