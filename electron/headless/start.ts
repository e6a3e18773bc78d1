import { spawn } from 'node:child_process'
import { toolEnvironment } from '../engine/child-environment.ts'
import { electronRuntime } from './electron-runtime.ts'
import { loadMain } from './launch/load.js'
import { isCurrentBuild } from './launch/build-stamp.js'
import { packageRoot } from './package.ts'

/** Signals by which a person, a supervisor or a closing terminal ends a program. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs a program, and hands on to it what this one is asked to end by. @returns its exit status */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, shell = false): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: packageRoot, stdio: 'inherit', env, shell })
    const handOn = (signal: NodeJS.Signals): void => void child.kill(signal)
    for (const signal of STOP_SIGNALS) process.on(signal, handOn)
    const end = (status: number): void => {
      for (const signal of STOP_SIGNALS) process.off(signal, handOn)
      resolve(status)
    }
    child.on('error', () => end(1))
    child.on('exit', (code) => end(code ?? 1))
  })
}

/** `npm start`: the desktop app, or the same interface in the browser where Electron’s runtime cannot be had. */
export async function start(args: readonly string[]): Promise<number> {
  const runtime = electronRuntime(packageRoot)
  if (runtime === null) {
    process.stderr.write('Electron’s runtime is not on this machine: opening the same interface in the browser.\n')
    const { main } = await loadMain(process.env)
    return main(['serve', ...args], process.env)
  }
  if (!isCurrentBuild(packageRoot, 'program') || !isCurrentBuild(packageRoot, 'interface')) {
    // On Windows npm is a batch file, which only a shell can start.
    const built = await run('npm', ['run', '-s', 'build'], toolEnvironment(process.env), process.platform === 'win32')
    if (built !== 0) return built
  }
  return run(runtime, ['.', ...args], process.env)
}
