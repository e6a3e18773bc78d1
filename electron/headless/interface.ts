import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { AppError } from '../../shared/errors/index.ts'
import { packageRoot } from './package.ts'

/** The interface is built once, where it is not there yet; installed packages bring it along. */
export function builtInterface(): string {
  const folder = path.join(packageRoot, 'out', 'renderer')
  if (!existsSync(path.join(folder, 'index.html'))) {
    const built = spawnSync('npm', ['run', '-s', 'build:ui'], {
      cwd: packageRoot,
      stdio: ['ignore', 'ignore', 'inherit'],
      // On Windows npm is a batch file, which only a shell can start.
      shell: process.platform === 'win32',
    })
    if (built.status !== 0) throw new AppError('app/interface-missing', { folder })
  }
  return folder
}
