/**
 * `npm run test:windows`: the program under Windows' own Node, in Debian 13's Wine: the tests of test/windows, on this
 * computer's loopback address, with this computer's clients. Not the same as Windows: file locks, access control lists,
 * services, the task scheduler. What is wrong here is wrong; what is right here is likely right there.
 * Wants root, and Debian's debootstrap.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { countVitest, type VitestReport } from '../run/report.ts'
import { cacheFolder } from '../../packaging/fetch/cache.ts'
import { debianThirteen } from './debian.ts'
import { npmPackage } from '../../packaging/fetch/npm-package.ts'
import { PACKAGES } from './packages.ts'
import { run } from '../../packaging/fetch/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const report = path.join(root, '.cache/windows/vitest.json')

/** Arguments: Debian, an empty folder, the folder of node.exe, the checkout; then the command. */
const INSIDE = `
  lower=$1 upper=$2 node=$3 project=$4
  shift 4
  export WINE_ROOT="$upper/root"
  mkdir "$upper/changes" "$upper/work" "$WINE_ROOT"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=$upper/changes,workdir=$upper/work" "$WINE_ROOT"
  mount -t proc proc /proc
  mount -t proc proc "$WINE_ROOT/proc"
  mount --rbind /dev "$WINE_ROOT/dev"
  mkdir -p "$WINE_ROOT/node" "$WINE_ROOT$project"
  mount --bind "$node" "$WINE_ROOT/node"
  mount --bind "$project" "$WINE_ROOT$project"
  # The same folders under the same names: Z: is the root of all.
  mount --bind /tmp "$WINE_ROOT/tmp"
  inside() {
    chroot "$WINE_ROOT" env WINEPREFIX=/root/wine WINEDEBUG=-all NODE_SKIP_PLATFORM_CHECK=1 XDG_RUNTIME_DIR=/tmp HOME=/root LC_ALL=C.UTF-8 "$@"
  }
  inside wine reg add 'HKCU\\Software\\Wine' /v Version /t REG_SZ /d win10 /f > /dev/null 2>&1 < /dev/null
  echo "Wine: $(inside wine --version 2> /dev/null | tail -1)"
  inside wine /node/node.exe -p '"Node " + process.version + " for " + process.platform' > /tmp/wine-node-version 2> /dev/null < /dev/null
  cat /tmp/wine-node-version
  rm -f /tmp/wine-node-version
  status=0
  "$@" || status=$?
  inside wineserver -k || true
  exit $status`

const entry = path.join(root, 'electron/headless/vestibule.js')
const upper = fs.mkdtempSync(path.join(cacheFolder(), 'wine-'))
fs.rmSync(path.dirname(report), { recursive: true, force: true })
const vitest = [
  path.join(root, 'node_modules/.bin/vitest'),
  'run',
  '--maxWorkers=1',
  // Each command starts a Windows’ process: a limit against hanging, for slow computers too.
  '--testTimeout=900000',
  '--hookTimeout=300000',
  'test/windows',
  ...process.argv.slice(2),
]
const command = [
  'unshare',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--propagation',
  'private',
  'sh',
  '-euc',
  INSIDE,
  'sh',
  await debianThirteen(),
  upper,
  path.join(await npmPackage(PACKAGES.nodeOfWindows), 'bin'),
  root,
  ...vitest,
  '--reporter=verbose',
  '--reporter=json',
  `--outputFile.json=${report}`,
]
const status = await run(command, {
  cwd: root,
  env: {
    ...process.env,
    // Tests give the program an environment of its own: what the script needs goes with its words.
    VESTIBULE_TEST_COMMAND: JSON.stringify([
      'env',
      `WINE_ROOT=${path.join(upper, 'root')}`,
      `WINE_ENTRY=${entry}`,
      path.join(import.meta.dirname, 'wine/program.sh'),
    ]),
    WINE_ENTRY: entry,
  },
})
fs.rmSync(upper, { recursive: true, force: true })
const { passed, failed, skipped, names } = fs.existsSync(report)
  ? countVitest(JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport, [], root)
  : { passed: 0, failed: 1, skipped: 0, names: ['there is no report'] }
for (const name of names) process.stdout.write(`  failed: ${name}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1
