import v8 from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../shared/errors/index.ts'
import { loadCorpus } from './corpus.ts'
import { inputOf } from './input.ts'
import { BELL, type Asked, type Setup, type Told } from './messages.ts'
import { must, mustBeOneLine, type Corpus, type Target } from './target.ts'

/** The thread that reads. What it is at lies in shared memory, so that the watchdog can tell when it hangs or dies. */
const { bell: bellMemory, input: inputMemory, module, corpus: folder } = workerData as Setup
const bell = new Int32Array(bellMemory)
const shown = new Uint8Array(inputMemory)
const { targets } = (await import(module)) as { targets: readonly Target[] }
const corpus: Corpus = loadCorpus(folder)

/** Buffers are not bounded by the limits of a thread. Bytes. */
const MOST_EXTERNAL = 256 * 1_048_576
/** Characters of an error that is shown to somebody. */
const LONGEST_MESSAGE = 1200
const DEFAULT_PATIENCE = 1000

function show(index: number, input: Buffer): void {
  shown.set(input.subarray(0, shown.length))
  Atomics.store(bell, BELL.length, Math.min(input.length, shown.length))
  Atomics.store(bell, BELL.index, index)
}

/** @returns what is wrong, or null */
async function judge(target: Target, input: Buffer): Promise<string | null> {
  const before = process.threadCpuUsage()
  const external = v8.getHeapStatistics().external_memory
  try {
    await target.read(input, corpus)
  } catch (error) {
    const wrong = judgeError(target, error)
    if (wrong !== null) return wrong
  }
  const { user, system } = process.threadCpuUsage(before)
  const spent = Math.round((user + system) / 1000)
  if (spent > (target.patience ?? DEFAULT_PATIENCE)) return `it took ${spent} ms of processor time`
  const grown = v8.getHeapStatistics().external_memory - external
  if (grown > MOST_EXTERNAL) return `it took ${Math.round(grown / 1_048_576)} MiB in buffers`
  return null
}

function judgeError(target: Target, error: unknown): string | null {
  if (target.mayThrow?.some((kind) => error instanceof kind)) return null
  if (!(error instanceof AppError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { message, remedy, code } = error.toFailure()
  try {
    for (const text of [message, remedy]) {
      mustBeOneLine(text)
      must(text.length <= LONGEST_MESSAGE, `the message of ${code} is short`, text.length)
    }
    return null
  } catch (broken) {
    return String(broken)
  }
}

async function work(asked: Asked): Promise<Told> {
  const target = targets.find(({ name }) => name === asked.target)
  if (!target) throw new Error(`there is no target ${asked.target}`)
  let index = asked.first
  for (; index < asked.first + asked.runs && Date.now() < asked.until; index += 1) {
    const input = asked.input ? Buffer.from(asked.input) : await inputOf(target, asked.seed, index, corpus)
    show(index, input)
    const wrong = await judge(target, input)
    if (wrong !== null) return { type: 'failed', index, wrong, input }
  }
  return { type: 'done', index }
}

parentPort?.on('message', (asked: Asked) => {
  void work(asked).then(
    (told) => parentPort?.postMessage(told),
    (error: unknown) =>
      parentPort?.postMessage({ type: 'broken', detail: error instanceof Error ? error.stack : String(error) }),
  )
})
parentPort?.postMessage({ type: 'ready', targets: targets.map(({ name }) => name) } satisfies Told)
