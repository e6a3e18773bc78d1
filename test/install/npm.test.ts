import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { npmPackage } from '../../packaging/fetch/npm-package.ts'
import { output } from '../../packaging/fetch/run.ts'
import { NODE_PACKAGES } from '../../packaging/node-packages.ts'
import { PACKAGES } from '../runtimes/packages.ts'
import { temporaryFolder } from '../support/engine.ts'
import { freePort } from '../support/gate.ts'
import { needs } from '../support/programs.ts'
import { artefact } from './release.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const mainJob = path.join(import.meta.dirname, 'main-job.sh')

describe.each([
  ['24', NODE_PACKAGES.amd64],
  ['26', PACKAGES.node26],
])('the npm tarball on Node %s', needs('linux', 'curl', 'openssl'), (major, pinned) => {
  const home = path.join(folder, major)
  const prefix = path.join(home, 'prefix')

  test('npm install -g without a registry, then the main job', async () => {
    const bin = path.join(await npmPackage(pinned), 'bin')
    const node = path.join(bin, 'node')
    fs.chmodSync(node, 0o755)
    fs.mkdirSync(home)
    const env: NodeJS.ProcessEnv = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      VESTIBULE_DATA: path.join(home, 'data'),
      DOOR_PORT: String(await freePort()),
      HOME_PORT: String(await freePort()),
      // Nobody answers there.
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_update_notifier: 'false',
    }
    expect(output([node, '--version'])).toMatch(new RegExp(`^v${major}\\.`))
    const npm = path.join(await npmPackage(PACKAGES.npm11), 'bin/npm-cli.js')
    output([node, npm, 'install', '-g', artefact('.tgz'), '--prefix', prefix, '--offline', '--engine-strict'], { env })

    const vestibule = path.join(prefix, 'bin/vestibule')
    output(['sh', mainJob, 'set-up', home, node, vestibule], { env })
    const serve = spawn(vestibule, ['serve', '--no-open', '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await new Promise<void>((resolve, reject) => {
        serve.stdout.once('data', () => resolve())
        serve.once('exit', (code) => reject(new Error(`serve ended with ${code ?? 'a signal'}`)))
      })
      expect(output(['sh', mainJob, 'visit', home, node, vestibule], { env })).toBe(
        'with the certificate: 200\nwithout: 403\n',
      )
      const interfaceAddress = JSON.parse(output([vestibule, 'sessions', 'new', '--json'], { env })) as {
        value: { url: string }
      }
      const page = output(['curl', '-sSL', '--cookie-jar', path.join(home, 'jar'), interfaceAddress.value.url])
      expect(page).toContain('<div id="root">')
    } finally {
      serve.removeAllListeners('exit')
      const ended = new Promise((resolve) => serve.once('exit', resolve))
      serve.kill('SIGTERM')
      await ended
    }
  })

  test('is small, and has nothing to build or to run when it is installed', () => {
    const kibibytes = Number(/^\d+/.exec(output(['du', '-sk', prefix]))?.[0])
    expect(kibibytes).toBeLessThan(15 * 1024)
    const files = output(['find', prefix, '-name', '*.node', '-o', '-name', '*.ts', '-o', '-name', '*.map'])
    expect(files).toBe('')
    const place = path.join(prefix, 'lib/node_modules/vestibule')
    for (const about of ['package.json', 'node_modules/node-forge/package.json']) {
      const { scripts = {} } = JSON.parse(fs.readFileSync(path.join(place, about), 'utf8')) as { scripts?: object }
      expect(Object.keys(scripts).filter((name) => /install|^prepare$/.test(name))).toEqual([])
    }
  })
})

test('an old Node is told, and not installed for where engines are strict', needs('linux'), async () => {
  const node = path.join(await npmPackage(PACKAGES.node20), 'bin/node')
  fs.chmodSync(node, 0o755)
  const npm = path.join(await npmPackage(PACKAGES.npm10), 'bin/npm-cli.js')
  const place = path.join(folder, 'old')
  const args = ['install', '-g', artefact('.tgz'), '--prefix', place, '--offline', '--engine-strict']
  const { status, stderr } = spawnSync(node, [npm, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, npm_config_update_notifier: 'false' },
  })
  expect(status).not.toBe(0)
  expect(stderr).toContain('EBADENGINE')
})
