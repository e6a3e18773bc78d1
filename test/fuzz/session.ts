import { Worker } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { MOST_INPUT } from './input.ts'
import { BELL, type Asked, type Setup, type Told } from './messages.ts'

export interface Failure {
  /** Number of the input. */
  readonly index: number
  /** What is wrong, with a stack where there is one. */
  readonly wrong: string
  readonly input: Buffer
}

export interface Outcome {
  readonly runs: number
  readonly failure: Failure | null
}

export type Order = Pick<Asked, 'target' | 'seed'> & Partial<Pick<Asked, 'runs' | 'until' | 'input'>>

/** A reading thread and the watchdog over it. */
export interface Session {
  readonly targets: readonly string[]
  /** Reads until it fails, the runs are done or the time is over. */
  run(order: Order): Promise<Outcome>
  close(): Promise<void>
}

export interface SessionOptions {
  /** File that exports `targets`. */
  readonly module?: string
  /** Folder of the corpus. */
  readonly corpus: string
  /** Milliseconds by the clock after which an input hangs: far more than any patience, as the machine may be busy. */
  readonly hangs?: number
}

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url))
const TARGETS = new URL('targets/index.ts', import.meta.url).href
/** As the program's own reading thread, and a little for the fuzzer itself. */
const LIMITS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 48, stackSizeMb: 4 }
const POLL = 100

/** The thread had to be ended, or ended by itself. */
interface Gone {
  readonly type: 'gone'
  readonly wrong: string
}

interface Thread {
  readonly worker: Worker
  readonly bell: Int32Array
  readonly shown: Uint8Array
  readonly targets: readonly string[]
}

async function start({ module = TARGETS, corpus }: SessionOptions): Promise<Thread> {
  const bell = new SharedArrayBuffer(8)
  const input = new SharedArrayBuffer(2 * MOST_INPUT)
  const setup: Setup = { bell, input, module, corpus }
  const worker = new Worker(WORKER, { workerData: setup, resourceLimits: LIMITS, env: {}, argv: [], name: 'fuzz' })
  const told = await new Promise<Told>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  if (told.type !== 'ready') throw new Error('the thread did not begin')
  return { worker, bell: new Int32Array(bell), shown: new Uint8Array(input), targets: told.targets }
}

/** @throws Error when the fuzzer itself is broken */
export async function startSession(options: SessionOptions): Promise<Session> {
  const hangs = options.hangs ?? 20_000
  let thread = await start(options)

  /** What the thread was at when it had to be ended, or ended itself. */
  const lastInput = ({ bell, shown }: Thread): Buffer =>
    Buffer.from(shown.slice(0, Math.max(0, Atomics.load(bell, BELL.length))))

  const ask = (asked: Asked): Promise<Told | Gone> =>
    new Promise((resolve) => {
      const { worker, bell } = thread
      Atomics.store(bell, BELL.index, asked.first - 1)
      let [seen, since] = [asked.first - 1, performance.now()]
      const end = (told: Told | Gone): void => {
        clearInterval(watch)
        worker.off('message', end).off('error', onError).off('exit', onExit)
        resolve(told)
      }
      const onError = (error: Error): void => end({ type: 'gone', wrong: error.stack ?? error.message })
      const onExit = (status: number): void => end({ type: 'gone', wrong: `it ended the thread with status ${status}` })
      const watch = setInterval(() => {
        const index = Atomics.load(bell, BELL.index)
        if (index !== seen) [seen, since] = [index, performance.now()]
        else if (performance.now() - since > hangs) end({ type: 'gone', wrong: `it hangs: no answer in ${hangs} ms` })
      }, POLL)
      worker.once('message', end).once('error', onError).once('exit', onExit)
      worker.postMessage(asked)
    })

  return {
    targets: thread.targets,
    async run({ target, seed, runs = 2 ** 31, until = Infinity, input = null }) {
      const told = await ask({ target, seed, first: 0, runs: input ? 1 : runs, until, input })
      if (told.type === 'broken') throw new Error(told.detail)
      if (told.type === 'done') return { runs: told.index, failure: null }
      if (told.type === 'failed') {
        return { runs: told.index + 1, failure: { ...told, input: Buffer.from(told.input) } }
      }
      if (told.type === 'ready') throw new Error('the thread began again')
      const gone = thread
      const index = Atomics.load(gone.bell, BELL.index)
      const failure = { index, wrong: told.wrong, input: lastInput(gone) }
      await gone.worker.terminate()
      thread = await start(options)
      return { runs: index + 1, failure }
    },
    close: async () => void (await thread.worker.terminate()),
  }
}
