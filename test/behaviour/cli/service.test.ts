import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cli, documentOf, startServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { needs } from '../../support/programs.ts'

let folder = ''
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

/** The programs of a service manager, as they answer and no more: each call is noted, `fail` names those that fail. */
function managers(fail: Readonly<Record<string, string>> = {}): Record<string, string> {
  const bin = path.join(folder, 'bin')
  fs.mkdirSync(bin, { recursive: true })
  for (const program of ['systemctl', 'systemd-run', 'launchctl', 'rc-update', 'rc-service']) {
    const cases = Object.entries(fail)
      .filter(([call]) => call.startsWith(program))
      .map(([call, words]) => `case "$*" in *${call.slice(program.length + 1)}*) echo "${words}" >&2; exit 1;; esac`)
    const lines = ['#!/bin/sh', `echo "${program} $*" >> '${folder}/calls'`, ...cases]
    fs.writeFileSync(path.join(bin, program), `${lines.join('\n')}\n`, { mode: 0o755 })
  }
  return {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: path.join(folder, 'home'),
    XDG_CONFIG_HOME: path.join(folder, 'config'),
  }
}
const calls = (): string[] => {
  const file = path.join(folder, 'calls')
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : []
}
const service = async (env: Record<string, string>, ...args: string[]) =>
  documentOf(await cli(['service', ...args, '--json'], env))

// A service of a user is what this is about; root has services of the system, and a launchd agent either way.
const root = process.getuid?.() === 0
const agent = () => path.join(folder, 'home/Library/LaunchAgents/org.vestibule.serve.plist')

describe('vestibule service', () => {
  test('is installed, started, asked about and removed; the data stays', async () => {
    const env = managers({ 'launchctl bootout': 'no such process' })
    const data = path.join(folder, 'data')
    const name = ['--manager', 'launchd', '--data', data]
    expect(await service(env, 'status', ...name)).toMatchObject({ value: { installed: false, running: false } })
    const installed = await service(env, 'install', ...name, '--ui-port', '8099')
    expect(installed).toMatchObject({ ok: true, value: { manager: 'launchd', file: agent(), running: true } })
    expect(fs.readFileSync(agent(), 'utf8')).toMatch(/<string>--service<\/string>[^]*<string>8099<\/string>/)
    expect(fs.statSync(data).mode & 0o777).toBe(0o700)
    expect(calls().at(-1)).toMatch(/^launchctl bootstrap gui\/\d+ /)
    expect(await service(env, 'status', ...name)).toMatchObject({ value: { installed: true, running: true } })
    // Known to launchd or not: it is removed.
    expect(await service(managers(), 'uninstall', ...name)).toMatchObject({ ok: true })
    expect(fs.existsSync(agent())).toBe(false)
    expect(fs.existsSync(data)).toBe(true)
    expect(await service(env, 'uninstall', ...name)).toMatchObject({ error: { code: 'service/not-installed' } })
  })

  test('that cannot be started is said, and nothing is left behind', async () => {
    const env = managers({ 'launchctl bootstrap': 'Bootstrap failed: 5: Input/output error' })
    const answer = await service(env, 'install', '--manager', 'launchd', '--data', path.join(folder, 'data'))
    expect(answer).toMatchObject({ ok: false, error: { code: 'service/failed' } })
    expect(answer).toMatchObject({ error: { message: expect.stringContaining('Bootstrap failed: 5') as string } })
    expect(fs.existsSync(agent())).toBe(false)
  })

  test('that was there before is there again when the new one does not start', async () => {
    fs.mkdirSync(path.dirname(agent()), { recursive: true })
    fs.writeFileSync(agent(), 'the old one')
    const env = managers({ 'launchctl bootstrap': 'no' })
    await service(env, 'install', '--manager', 'launchd', '--data', path.join(folder, 'data'))
    expect(fs.readFileSync(agent(), 'utf8')).toBe('the old one')
    expect(fs.readdirSync(path.dirname(agent()))).toHaveLength(1)
  })

  test('is only written with --no-start', async () => {
    await service(managers(), 'install', '--manager', 'launchd', '--no-start', '--data', path.join(folder, 'data'))
    expect(fs.existsSync(agent())).toBe(true)
    expect(calls()).toEqual([])
  })

  test('in a place that is a file is a clear error', async () => {
    fs.mkdirSync(path.join(folder, 'home'))
    fs.writeFileSync(path.join(folder, 'home/Library'), '')
    const answer = await service(managers(), 'install', '--manager', 'launchd', '--data', path.join(folder, 'data'))
    expect(answer).toMatchObject({ error: { code: 'app/file-unwritable' } })
  })

  test.skipIf(root)('of a user is a systemd unit in the user’s own folder (not for root)', async () => {
    const unit = path.join(folder, 'config/systemd/user/vestibule.service')
    const name = ['--manager', 'systemd', '--data', path.join(folder, 'data')]
    expect(await service(managers(), 'install', ...name)).toMatchObject({ value: { file: unit, sandbox: true } })
    expect(calls().slice(-3)).toEqual(
      ['daemon-reload', 'enable vestibule.service', 'restart vestibule.service'].map(
        (one) => `systemctl --user ${one}`,
      ),
    )
    expect(fs.readFileSync(unit, 'utf8')).toContain('PrivateUsers=yes')
    const env = managers({ 'systemd-run --user': 'no namespaces here' })
    expect(await service(env, 'install', ...name)).toMatchObject({ value: { sandbox: false } })
    expect(fs.readFileSync(unit, 'utf8')).not.toContain('PrivateUsers')
  })

  test('of the system says as whom it runs: never as root', needs('root'), async () => {
    const env = managers()
    const wrong = async (...args: string[]) =>
      (await cli(['service', 'install', '--manager', 'systemd', ...args], env)).status
    expect(await wrong()).toBe(2)
    expect(await wrong('--user', 'root', '--data', folder)).toBe(2)
    expect(await wrong('--user', 'daemon')).toBe(2)
    const data = path.join(folder, 'data')
    const answer = await service(
      env,
      'install',
      '--manager',
      'systemd',
      '--user',
      'nobody-of-that-name',
      '--data',
      data,
    )
    expect(answer).toMatchObject({ error: { code: 'service/no-user' } })
    expect(calls()).toEqual([])
  })

  test('of an unknown manager is wrong usage', async () => {
    const { status } = await cli(['service', 'status', '--manager', 'upstart'], managers())
    expect(status).toBe(2)
  })
})

describe('a service that runs', () => {
  test('prints no address, which would lie in a log; it is asked for, and lets one browser in, once', async () => {
    const data = path.join(folder, 'data')
    const running = await startServe(['--data', data, '--service'])
    try {
      expect(running.url).toBeNull()
      const ask = async (): Promise<string> => {
        const answer = documentOf(await cli(['service', 'open', '--data', data, '--json']))
        return answer.ok ? String(answer.value['url']) : ''
      }
      const visit = async (url: string): Promise<number> => (await fetch(url, { redirect: 'manual' })).status
      const [first, second] = [await ask(), await ask()]
      expect(first).not.toBe(second)
      // Only the newest is good, and once.
      expect([await visit(first), await visit(second), await visit(second)]).toEqual([403, 303, 403])
    } finally {
      await running.stop()
    }
    const { status, stderr } = await cli(['service', 'open', '--data', data])
    expect([status, stderr]).toEqual([1, expect.stringContaining('is not running')])
  })
})
