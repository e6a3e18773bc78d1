import { execFileSync, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { launchdAgent } from '../../../electron/headless/service/launchd.ts'
import { openrcScript } from '../../../electron/headless/service/openrc.ts'
import type { ServicePlan } from '../../../electron/headless/service/plan.ts'
import { systemdUnit, TRACING } from '../../../electron/headless/service/systemd.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { runTool } from '../../support/external-tool.ts'
import { needs } from '../../support/programs.ts'

const program = fileURLToPath(new URL('../../../electron/headless/vestibule.js', import.meta.url))
const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** A folder of a name that every one of the three formats must quote. */
const odd = path.join(folder, `100% "odd" $HOME & 'son' <x> \\`)
fs.mkdirSync(odd)
const plan: ServicePlan = {
  command: [process.execPath, program, 'serve', '--service', '--data', odd],
  dataFolder: path.join(folder, 'data'),
  user: null,
  sandbox: true,
  privateTemporaryFolder: true,
}
const write = (name: string, text: string): string => {
  fs.writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}

describe('a systemd unit', needs('systemd-analyze'), () => {
  const analyze = (...args: string[]) =>
    spawnSync('systemd-analyze', [...args, '--no-pager'], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
    })

  test.each<[string, Partial<ServicePlan>]>([
    ['of a user', {}],
    ['of a user whose kernel gives no sandbox', { sandbox: false }],
    ['of the system', { user: 'daemon' }],
  ])('%s has nothing to complain about', (_name, part) => {
    const file = write('vestibule.service', systemdUnit({ ...plan, ...part }))
    const { status, stderr } = analyze('verify', ...(part.user === undefined ? ['--user'] : []), file)
    expect([status, stderr]).toEqual([0, ''])
  })

  test('with a line that systemd does not know is told: the judge is awake', () => {
    const file = write('wrong.service', systemdUnit(plan).replace('UMask=', 'UMusk='))
    expect(analyze('verify', '--user', file).stderr).toContain('UMusk')
  })

  test('exposes little, by systemd’s own measure (0 to 10)', () => {
    const exposure = (part: Partial<ServicePlan>): number => {
      const file = write('vestibule.service', systemdUnit({ ...plan, ...part }))
      const { stdout } = analyze('security', '--offline=true', file)
      return Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(stdout)?.[1])
    }
    expect(exposure({})).toBeLessThan(2.5)
    expect(exposure({ user: 'daemon' })).toBeLessThan(3)
    expect(exposure({ sandbox: false })).toBeLessThan(7)
  })

  test('passes on every word of the command as it is', () => {
    const unit = systemdUnit(plan)
    // Undone as systemd.syntax(7) and systemd.service(5) have it.
    const words = [...(/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(
      ([, word = '']) => word.replaceAll('$$', '$').replaceAll('%%', '%').replace(/\\(.)/g, '$1'),
    )
    expect(words).toEqual(plan.command)
  })
})

/** Names below a group of systemd, groups within it included. */
function systemCalls(group: string): string[] {
  const text = execFileSync('systemd-analyze', ['syscall-filter', group, '--no-pager'], { encoding: 'utf8' })
  const names = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
  return names.flatMap((name) => (name.startsWith('@') ? systemCalls(name) : /^[a-z]/.test(name) ? [name] : []))
}

test('the program makes no system call that its unit forbids', needs('strace', 'systemd-analyze'), async () => {
  const log = path.join(folder, 'calls')
  const args = ['-f', '-qq', '-o', log, process.execPath, program, 'serve', '--service', '--json']
  const child = spawn('strace', [...args, '--data', path.join(folder, 'traced')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(String(data))),
  )
  expect(JSON.parse(line)).toMatchObject({ ok: true, value: { event: 'ready', url: null } })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // The first that was traced is the program itself; strace ends with it.
  process.kill(Number.parseInt(fs.readFileSync(log, 'utf8'), 10), 'SIGTERM')
  await ended
  const calls = fs.readFileSync(log, 'utf8').matchAll(/^\d+ +([a-z_0-9]+)\(/gm)
  const used = new Set([...calls].map(([, name = '']) => name))
  const allowed = new Set(systemCalls('@system-service').filter((name) => !TRACING.some((other) => other === name)))
  // Tried for a view of /proc of the gate's own; refused, it goes on without (gate-isolation.ts).
  allowed.add('mount')
  expect(used.size).toBeGreaterThan(40)
  expect([...used].filter((name) => !allowed.has(name))).toEqual([])
})

describe('an OpenRC script', () => {
  const file = write('vestibule', openrcScript({ ...plan, user: 'home' }))

  test('is a shell script', async () => {
    expect(await runTool('sh', ['-n', file])).toEqual({ status: 0, text: '' })
  })

  test('passes on every word of the command as it is, and runs it as its user without more rights', async () => {
    // OpenRC evaluates command_args once more: openrc-run(8).
    const script = `. "$1"; eval "set -- $command_args"; printf '%s\\n' "$command" "$@"; echo "$command_user $no_new_privs $umask"`
    const { text } = await runTool('sh', ['-c', script, 'sh', file])
    expect(text.trimEnd().split('\n')).toEqual([...plan.command, 'home yes 077'])
  })
})

test('a launchd agent says what it runs, and starts it again when it ends', needs('python3'), async () => {
  const file = write('agent.plist', launchdAgent(plan))
  const script = 'import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],"rb"))))'
  const { status, text } = await runTool('python3', ['-c', script, file])
  expect(status).toBe(0)
  expect(JSON.parse(text)).toMatchObject({
    Label: 'org.vestibule.serve',
    ProgramArguments: plan.command,
    RunAtLoad: true,
    // However it ended: a gate that was taken over may ask for an orderly end.
    KeepAlive: true,
    // 077 in octal.
    Umask: 63,
    HardResourceLimits: { Core: 0 },
  })
})
