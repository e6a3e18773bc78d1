import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { AppError } from '../../../shared/errors/index.ts'
import { toolEnvironment } from '../../engine/child-environment.ts'
import { preparePrivateFolder } from '../../engine/store/files.ts'
import { localSocketPath } from '../../rpc/instance.ts'
import { runAll, type Manager } from './managers.ts'
import { message, verbatim, type Message } from '../../../shared/messages/message.ts'

export interface InstallOptions {
  readonly manager: Manager
  readonly dataFolder: string
  /** What is run: Node, the program, its arguments. */
  readonly command: readonly string[]
  /** Runs as this user; null: as the one who installs it. */
  readonly user: string | null
  readonly start: boolean
}

export interface ServiceStatus {
  readonly manager: string
  readonly file: string
  readonly installed: boolean
  readonly running: boolean
}

function problemOf(error: unknown): Message {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EACCES' || code === 'EPERM') return message('parts.file.denied')
  return code === '' ? message('parts.file.unknown') : verbatim(code)
}

/** What the manager said, or only its status. */
function failed({ text, status }: { readonly text: string; readonly status: number | null }): Message {
  return text === '' ? message('parts.service.status', { code: status ?? 'unknown' }) : verbatim(text)
}

/** Numbers of a user of this system. @throws AppError service/no-user */
function idsOf(user: string): { uid: number; gid: number } {
  const ask = (flag: string): number =>
    Number(
      execFileSync('id', [flag, '--', user], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: toolEnvironment(process.env),
      }),
    )
  try {
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    throw new AppError('service/no-user', { user })
  }
}

function prepareDataFolder(dataFolder: string, user: string | null): void {
  const ids = user === null ? null : idsOf(user)
  const before = fs.existsSync(dataFolder)
  try {
    preparePrivateFolder(dataFolder)
    if (ids && !before) fs.chownSync(dataFolder, ids.uid, ids.gid)
  } catch (error) {
    throw new AppError('app/file-unwritable', { file: dataFolder, problem: problemOf(error) }, { cause: error })
  }
}

/** Writes whole or not at all. @returns what puts back what was there before */
function replaceFile(file: string, content: string, mode: number): () => void {
  const before = fs.existsSync(file) ? fs.readFileSync(file) : null
  const write = (text: string | Uint8Array): void => {
    const temporary = `${file}.new`
    fs.writeFileSync(temporary, text, { mode })
    fs.chmodSync(temporary, mode)
    fs.renameSync(temporary, file)
  }
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    write(content)
  } catch (error) {
    throw new AppError('app/file-unwritable', { file, problem: problemOf(error) }, { cause: error })
  }
  return () => (before === null ? fs.rmSync(file, { force: true }) : write(before))
}

/**
 * Makes the system run Vestibule from now on.
 * @throws AppError app/file-unwritable, service/no-user, service/failed; what was there before is then there again
 */
export async function installService(options: InstallOptions): Promise<{ sandbox: boolean; running: boolean }> {
  const { manager, dataFolder } = options
  prepareDataFolder(dataFolder, options.user)
  const sandbox = options.start ? await manager.canSandbox() : true
  const inside = path.relative(dataFolder, localSocketPath(dataFolder))
  const content = manager.write({
    command: options.command,
    dataFolder,
    user: options.user,
    sandbox,
    privateTemporaryFolder: !inside.startsWith('..'),
  })
  const undo = replaceFile(manager.file, content, manager.mode)
  if (!options.start) return { sandbox, running: false }
  // launchd does not take a changed file for a service that it knows.
  if (manager.name === 'launchd') await runAll(manager.stop)
  const failure = await runAll(manager.start)
  if (failure) {
    await runAll(manager.stop)
    undo()
    await runAll(manager.afterRemoval)
    throw new AppError('service/failed', { manager: manager.name, problem: failed(failure) })
  }
  return { sandbox, running: true }
}

/** @throws AppError service/not-installed, service/failed, app/file-unwritable */
export async function uninstallService(manager: Manager): Promise<void> {
  if (!fs.existsSync(manager.file)) throw new AppError('service/not-installed', { file: manager.file })
  const status = await serviceStatus(manager)
  const failure = await runAll(manager.stop)
  if (failure && status.running) {
    throw new AppError('service/failed', { manager: manager.name, problem: failed(failure) })
  }
  try {
    fs.rmSync(manager.file)
  } catch (error) {
    throw new AppError('app/file-unwritable', { file: manager.file, problem: problemOf(error) }, { cause: error })
  }
  await runAll(manager.afterRemoval)
}

export async function serviceStatus(manager: Manager): Promise<ServiceStatus> {
  const found = [manager.file, ...manager.packaged].find((file) => fs.existsSync(file))
  const running = found !== undefined && (await runAll([manager.probe])) === null
  return { manager: manager.name, file: found ?? manager.file, installed: found !== undefined, running }
}
