/**
 * `npm run test:bare`: what README tells a newcomer, in a Debian that has git, ca-certificates, Node and npm, and
 * nothing else: `npm ci`, `npm start`, `npm test`; as an ordinary user, without network and IPv6 once the packages are
 * there, in a path with a space, in another time zone and another language. Wants root, and Debian's debootstrap.
 *
 * Usage: node test/runtimes/bare.ts [--node 20|26] [--only-start]
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../../packaging/fetch/cache.ts'
import { chrootCommand, debian, type ChrootOptions } from './debian.ts'
import { npmPackage } from '../../packaging/fetch/npm-package.ts'
import { PACKAGES } from './packages.ts'
import { output, run } from '../../packaging/fetch/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const USER = { id: 1234, home: '/home/an ordinary user' }
const CHECKOUT = `${USER.home}/vestibule at home`
const SURROUNDINGS = { TZ: 'Pacific/Apia', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }

const { values } = parseArgs({
  options: { node: { type: 'string', default: '20' }, 'only-start': { type: 'boolean', default: false } },
})

/** Node and npm as an installer puts them below /usr/local. */
async function installNode(upper: string): Promise<void> {
  const local = path.join(upper, 'changes/usr/local')
  const [node, npm] = values.node === '26' ? [PACKAGES.node26, PACKAGES.npm11] : [PACKAGES.node20, PACKAGES.npm10]
  fs.mkdirSync(path.join(local, 'bin'), { recursive: true })
  fs.copyFileSync(path.join(await npmPackage(node), 'bin/node'), path.join(local, 'bin/node'))
  fs.chmodSync(path.join(local, 'bin/node'), 0o755)
  fs.cpSync(await npmPackage(npm), path.join(local, 'lib/node_modules/npm'), { recursive: true })
  for (const name of ['npm', 'npx']) {
    fs.symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(local, 'bin', name))
    fs.chmodSync(path.join(local, `lib/node_modules/npm/bin/${name}-cli.js`), 0o755)
  }
}

/** Runs `npm start` until it tells an address that answers. */
const START = `
  npm start -- --no-open > ../start.log 2>&1 &
  waited=0
  until address=$(grep -oE 'http://127[.]0[.]0[.]1:[0-9]+/[^ ]*' ../start.log); do
    waited=$((waited + 1))
    if [ $waited -gt 600 ] || ! kill -0 $!; then cat ../start.log; exit 1; fi
    sleep 0.2
  done
  node -e 'fetch(process.argv[1], { redirect: "manual" }).then(({ status }) => {
    console.log("npm start: the address answers " + status)
    process.exit(status < 400 ? 0 : 1)
  })' "$address"
  cat ../start.log
  kill $! && wait $! || true
`

async function main(): Promise<number> {
  const lower = await debian('bookworm', ['git', 'ca-certificates'])
  const upper = fs.mkdtempSync(path.join(cacheFolder(), 'bare-'))
  try {
    fs.chmodSync(upper, 0o755)
    await installNode(upper)
    const checkout = path.join(upper, 'changes', CHECKOUT)
    fs.mkdirSync(path.dirname(checkout), { recursive: true })
    output(['git', 'clone', '--quiet', root, checkout])
    output(['chown', '-R', `${USER.id}:${USER.id}`, path.dirname(checkout)])
    const npmCache = path.join(cacheFolder(), 'npm')
    fs.mkdirSync(npmCache, { recursive: true })
    output(['chown', '-R', `${USER.id}:${USER.id}`, npmCache])
    const options: ChrootOptions = {
      lower,
      upper,
      binds: { [npmCache]: `${USER.home}/.npm` },
      user: USER,
      cwd: CHECKOUT,
      env: { ...SURROUNDINGS, npm_config_cafile: '/etc/ssl/certs/ca-certificates.crt', CI: '' },
    }
    const steps: [string, ChrootOptions, readonly string[]][] = []
    if (values.node === '26') {
      // The builds of nodejs.org want it since Node 25, and no minimal Debian has it.
      const command = 'apt-get update -qq; apt-get install -y -qq --no-install-recommends libatomic1 > /dev/null'
      const env = { DEBIAN_FRONTEND: 'noninteractive', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
      steps.push(['libatomic1', { lower, upper, env }, ['sh', '-euc', command]])
    }
    steps.push(
      ['npm ci', options, ['sh', '-euc', 'node --version; npm --version; npm ci']],
      ['npm start', { ...options, offline: true }, ['sh', '-euc', START]],
    )
    if (!values['only-start']) steps.push(['npm test', { ...options, offline: true }, ['npm', 'test']])
    for (const [name, inside, command] of steps) {
      const from = Date.now()
      process.stdout.write(`\nbare machine, Node ${values.node}: ${name}\n`)
      const status = await run(chrootCommand(inside, command))
      process.stdout.write(`bare machine: ${name} took ${Math.round((Date.now() - from) / 1000)} s\n`)
      if (status !== 0) {
        process.stdout.write(`bare machine: ${name} ended with ${status}\n`)
        return status
      }
    }
    return 0
  } finally {
    fs.rmSync(upper, { recursive: true, force: true })
  }
}

process.exitCode = await main()
