import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServe, type RunningServe } from '../../support/cli.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { childrenOf, startedWith } from '../../support/processes.ts'
import { needs } from '../../support/programs.ts'

// What a process was started with can be read from outside on Linux only.
describe('the gate’s process', needs('linux'), () => {
  const folder = temporaryFolder()
  const data = path.join(folder, 'data')
  let serve: RunningServe
  let gate: number

  beforeAll(async () => {
    serve = await startServe(['--data', data], { VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' })
    const children = childrenOf(serve.process.pid ?? 0)
    if (children.length !== 1) throw new Error(`expected the gate alone, found ${children.length} processes`)
    gate = children[0] ?? 0
  })
  afterAll(() => {
    serve.process.kill('SIGKILL')
    fs.rmSync(folder, { recursive: true, force: true })
  })

  test('is another one, and knows neither passphrase nor data folder', () => {
    const started = [...startedWith(gate, 'cmdline'), ...startedWith(gate, 'environ')].join('\n')
    expect(started).toMatch(/\/(?:electron\/gate\/process\/main\.ts|out\/main\/gate\.js)$/m)
    expect(started).not.toContain('tidal otter')
    expect(started).not.toContain(data)
  })

  test('may read its own code and nothing else, write nothing and start nothing', () => {
    const [, ...args] = startedWith(gate, 'cmdline')
    const flags = args.filter((one) => one.startsWith('--'))
    const attempt = (code: string): string =>
      execFileSync(
        process.execPath,
        [...flags, '-e', `try { ${code}; console.log('done') } catch (error) { console.log(error.code) }`],
        { encoding: 'utf8' },
      ).trim()
    const text = JSON.stringify
    expect(
      attempt(`fs.readFileSync(${text(args.find((one) => /\/gate(?:\/process\/main\.ts|\.js)$/.test(one)))})`),
    ).toBe('done')
    for (const file of [path.join(data, 'vestibule.db'), path.join(data, 'service.key'), '/etc/hostname']) {
      expect(fs.existsSync(file)).toBe(true)
      expect(attempt(`fs.readFileSync(${text(file)})`)).toBe('ERR_ACCESS_DENIED')
    }
    expect(attempt(`fs.writeFileSync(${text(path.join(folder, 'written'))}, '')`)).toBe('ERR_ACCESS_DENIED')
    expect(attempt(`child_process.execFileSync('true')`)).toBe('ERR_ACCESS_DENIED')
    expect(attempt(`new worker_threads.Worker('', { eval: true })`)).toBe('ERR_ACCESS_DENIED')
  })

  test('ends with its engine, also when that is killed: nobody could revoke anything any more', async () => {
    serve.process.kill('SIGKILL')
    await expect
      .poll(() => {
        try {
          return startedWith(gate, 'cmdline').join(' ')
        } catch {
          return ''
        }
      })
      .toBe('')
  })
})
