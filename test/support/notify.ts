import fs from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { EngineDeps } from '../../electron/engine/deps.ts'
import type { Channel } from '../../shared/contract/notify.ts'
import type { Input } from '../../shared/contract/index.ts'
import { PASSPHRASE, startEngine, temporaryFolder, type TestEngine } from './engine.ts'
import { startHttpsService, type HttpsService, type ServiceAnswer } from './https-service.ts'
import { startSmtpServer, type SmtpOptions, type SmtpServer } from './smtp-server.ts'

/** A house with devices and an engine in it for each test, whose clock the test moves. */
export class NotifyHouse {
  static readonly devices = ['Phone', 'Telefon Jürgen', 'One', 'Two', 'Three']
  folder = ''
  running!: TestEngine
  now = 0
  #uptime = 0
  readonly #services: { close(): Promise<void> }[] = []

  async open(deps: Partial<EngineDeps> = {}): Promise<void> {
    this.running = await startEngine(this.folder, { now: () => this.now, running: () => this.#uptime, ...deps })
  }

  /** The same house with other deps. */
  async reopen(deps: Partial<EngineDeps> = {}): Promise<void> {
    await this.running.engine.close()
    await this.open(deps)
  }

  async begin(house: string): Promise<void> {
    this.folder = temporaryFolder()
    fs.cpSync(house, this.folder, { recursive: true })
    this.now = Date.now()
    this.#uptime = 1_000_000
    await this.open()
  }

  async end(): Promise<void> {
    await this.running.engine.close()
    for (const service of this.#services.splice(0)) await service.close()
    if (this.running.bugs.length > 0) throw new Error('a bug', { cause: this.running.bugs[0] })
    fs.rmSync(this.folder, { recursive: true })
  }

  async service(
    answer: () => ServiceAnswer = () => ({}),
    raw?: Parameters<typeof startHttpsService>[1],
  ): Promise<HttpsService> {
    const one = await startHttpsService(answer, raw)
    this.#services.push(one)
    return one
  }

  async mailServer(options: SmtpOptions = {}): Promise<SmtpServer> {
    const one = await startSmtpServer(options)
    this.#services.push(one)
    return one
  }

  /** Time passes, with the computer asleep: the engine looks at everything. */
  sleep(milliseconds: number): void {
    this.now += milliseconds
    this.#uptime += milliseconds
    this.running.engine.wake()
  }

  /** Something happens that is worth telling: one of the owner's devices is refused. */
  async refuse(name: string): Promise<void> {
    const { client, gate } = this.running
    const { fingerprint } = await client.call('device.show', { device: name })
    const told = new Promise<void>((resolve) => void client.on('app.notice', () => resolve()))
    const verifyName = 'X509_V_ERR_CERT_REVOKED'
    gate.report([{ at: this.now, fingerprint, outcome: 'revoked', verifyCode: 23, verifyName }])
    await told
  }

  add(input: Input<'notify.add'>): Promise<Channel> {
    return this.running.client.call('notify.add', input)
  }

  async channel(name: string): Promise<Channel> {
    const found = (await this.running.client.call('notify.list', {})).find((one) => one.name === name)
    if (!found) throw new Error(`no channel ${name}`)
    return found
  }

  /** Sends a test. @returns `sent`, or the code of the failure */
  test(channel: string): Promise<string> {
    return codeOf(this.running.client.call('notify.test', { channel }))
  }

  /** Waits until a channel says that it failed so. */
  async untilProblem(name: string, code: string): Promise<void> {
    // oxlint-disable-next-line vitest/no-standalone-expect -- called in tests only
    await expect.poll(async () => (await this.channel(name)).problem?.code).toBe(code)
  }
}

export function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'sent',
    (error: { code: string }) => error.code,
  )
}

/** A house for each test of this file; what takes long is made once. */
export function useNotifyHouse(): NotifyHouse {
  const made = temporaryFolder()
  const house = new NotifyHouse()
  beforeAll(async () => {
    const { client, engine } = await startEngine(made, { shell: 'cli', startSites: false })
    await client.call('authority.create', { name: 'Home', passphrase: PASSPHRASE, key: 'p256' })
    await client.call('authority.unlock', { passphrase: PASSPHRASE })
    for (const name of NotifyHouse.devices) {
      await client.call('device.add', { name, key: 'p256', days: 300, passphrase: PASSPHRASE })
    }
    await engine.close()
  })
  afterAll(() => fs.rmSync(made, { recursive: true }))
  beforeEach(() => house.begin(made))
  afterEach(() => house.end())
  return house
}
