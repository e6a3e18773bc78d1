import { spawn } from 'node:child_process'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { toolEnvironment } from '../../engine/child-environment.ts'
import { isCurrentBuild } from '../launch/build-stamp.js'
import { packageRoot } from '../package.ts'

/** Folder of the built interface, whether or not it is there. */
export const interfaceFolder = path.join(packageRoot, 'out', 'renderer')

/**
 * Builds the interface where there is none of the sources as they are now: an interface of another version would speak
 * another language than this engine. Installed packages bring theirs along.
 * @throws AppError app/interface-missing
 */
export async function buildInterface(): Promise<void> {
  if (isCurrentBuild(packageRoot, 'interface')) return
  // Not `spawnSync`: the sites are open by now, and somebody may want to revoke.
  const status = await new Promise<number | null>((resolve) => {
    const child = spawn('npm', ['run', '-s', 'build:ui'], {
      cwd: packageRoot,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: toolEnvironment(process.env),
      // On Windows npm is a batch file, which only a shell can start.
      shell: process.platform === 'win32',
    })
    child.on('error', () => resolve(null))
    child.on('exit', resolve)
  })
  if (status !== 0 || !isCurrentBuild(packageRoot, 'interface')) {
    throw new AppError('app/interface-missing', { folder: interfaceFolder })
  }
}
