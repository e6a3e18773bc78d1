import { spawn, spawnSync, type SpawnOptions } from 'node:child_process'

/** Runs a command whose output is this process's own. @returns its exit status; 127 where it could not be started */
export function run(command: readonly string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const [program = '', ...args] = command
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`)
      resolve(127)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Runs a command that must end well. @returns its standard output @throws with what it said on standard error */
export function output(command: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): string {
  const [program = '', ...args] = command
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...options,
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (error) throw new Error(`${program} cannot be run: ${error.message}`)
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${String(status)}: ${stderr}`)
  return stdout
}
