/**
 * `npm run test:peers`: the interop tests once more against Debian 13's OpenSSL, HAProxy and nginx. They run in that
 * Debian's own libraries; everything else is this computer's. Wants root, and Debian's debootstrap.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { countVitest, type VitestReport } from '../run/report.ts'
import { missingNeeds } from '../support/programs.ts'
import { cacheFolder } from '../../packaging/fetch/cache.ts'
import { debianThirteen } from './debian.ts'
import { output, run } from '../../packaging/fetch/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAMS = ['usr/bin/openssl', 'usr/sbin/haproxy', 'usr/sbin/nginx']
const TESTS = [
  'test/interop/pki',
  'test/interop/export',
  'test/behaviour/diagnosis/table',
  'test/behaviour/diagnosis/server',
]

const debian = await debianThirteen()
const bin = fs.mkdtempSync(path.join(cacheFolder(), 'peers-'))
fs.chmodSync(bin, 0o755)
const libraries = ['usr/lib/x86_64-linux-gnu', 'lib/x86_64-linux-gnu'].map((one) => path.join(debian, one)).join(':')
const loader = path.join(debian, 'lib64/ld-linux-x86-64.so.2')
for (const program of PROGRAMS) {
  const words = [loader, '--library-path', libraries, path.join(debian, program)].map((word) => `'${word}'`).join(' ')
  // Modules of OpenSSL (legacy) are the newer ones, too.
  const modules = `OPENSSL_MODULES='${path.join(debian, 'usr/lib/x86_64-linux-gnu/ossl-modules')}'`
  fs.writeFileSync(path.join(bin, path.basename(program)), `#!/bin/sh\n${modules} exec ${words} "$@"\n`, {
    mode: 0o755,
  })
}
const report = path.join(root, '.cache/peers/vitest.json')
fs.rmSync(report, { force: true })
const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` }
for (const words of [
  ['openssl', 'version'],
  ['haproxy', '-v'],
]) {
  process.stdout.write(`${output([path.join(bin, words[0] ?? ''), ...words.slice(1)], { env }).split('\n')[0] ?? ''}\n`)
}
const vitest = path.join(root, 'node_modules/.bin/vitest')
const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const status = await run([vitest, 'run', ...args, ...(process.argv.length > 2 ? process.argv.slice(2) : TESTS)], {
  cwd: root,
  env,
})
fs.rmSync(bin, { recursive: true, force: true })
const { passed, failed, skipped, names } = fs.existsSync(report)
  ? countVitest(JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport, missingNeeds(), root)
  : { passed: 0, failed: 1, skipped: 0, names: ['there is no report'] }
for (const name of names) process.stdout.write(`  failed: ${name}\n`)
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = status === 0 && failed === 0 && passed > 0 ? 0 : 1
