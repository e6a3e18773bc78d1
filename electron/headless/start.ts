import { spawn } from 'node:child_process'
import { electronRuntime } from './electron-runtime.ts'
import { loadMain } from './load.js'
import { packageRoot } from './package.ts'

function run(command: string, args: readonly string[], shell = false): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: packageRoot, stdio: 'inherit', shell })
    child.on('error', () => resolve(1))
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** `npm start`: the desktop app, or the same interface in the browser where Electron's runtime cannot be had. */
async function start(): Promise<number> {
  const runtime = electronRuntime(packageRoot)
  if (runtime === null) {
    process.stderr.write('Electron’s runtime is not on this machine: opening the same interface in the browser.\n')
    const { main } = await loadMain(process.env)
    return main(['serve', ...process.argv.slice(2)], process.env)
  }
  // On Windows npm is a batch file, which only a shell can start.
  const built = await run('npm', ['run', '-s', 'build'], process.platform === 'win32')
  return built === 0 ? run(runtime, ['.', ...process.argv.slice(2)]) : built
}

process.exitCode = await start()
