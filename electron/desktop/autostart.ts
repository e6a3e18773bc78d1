import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../shared/errors/index.ts'
import { message, verbatim, type Message } from '../../shared/messages/message.ts'

/** Where desktops look for programs to start at login: XDG Autostart Specification 0.5. */
export function autostartFile(env: NodeJS.ProcessEnv, home: string): string {
  const given = env['XDG_CONFIG_HOME']
  // Relative paths are to be ignored: XDG Base Directory Specification.
  const config = given !== undefined && path.isAbsolute(given) ? given : path.join(home, '.config')
  return path.join(config, 'autostart', 'vestibule.desktop')
}

/** An argument of `Exec`, quoted: Desktop Entry Specification, “The Exec key”. */
function quoted(argument: string): string {
  const inner = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')
  // The value is a string of the file format too, in which a backslash is written twice.
  return `"${inner}"`.replaceAll('\\', '\\\\')
}

/** The entry that starts `command`. */
export function autostartEntry(command: readonly string[], name: string, comment: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name}`,
    `Comment=${comment}`,
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Whether a desktop would start it: entries can be switched off in place. */
export function isActive(entry: string): boolean {
  return !/^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(entry)
}

function problemOf(error: unknown): Message {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known: Readonly<Record<string, Message>> = {
    EACCES: message('parts.file.denied'),
    EPERM: message('parts.file.denied'),
    EROFS: message('parts.file.readOnly'),
    ENOSPC: message('parts.file.full'),
    ENOTDIR: message('parts.file.pathIsFile'),
    EEXIST: message('parts.file.pathIsFile'),
  }
  return known[code] ?? (code === '' ? message('parts.file.unknown') : verbatim(code))
}

/** Opening at login on Linux. @throws AppError app/login-item; the entry is then what it was */
export function createAutostart(
  file: string,
  entry: string,
): { get(): Promise<boolean>; set(on: boolean): Promise<void> } {
  const folder = path.dirname(file)
  const write = async (): Promise<void> => {
    await fs.mkdir(folder, { recursive: true, mode: 0o700 })
    const temporary = path.join(folder, `.vestibule-${randomBytes(6).toString('hex')}`)
    try {
      await fs.writeFile(temporary, entry, { mode: 0o644, flag: 'wx' })
      await fs.rename(temporary, file)
    } catch (error) {
      await fs.rm(temporary, { force: true }).catch(() => undefined)
      throw error
    }
  }
  return {
    async get() {
      const text = await fs.readFile(file, 'utf8').catch(() => null)
      return text !== null && isActive(text)
    },
    async set(on) {
      try {
        await (on ? write() : fs.rm(file, { force: true }))
      } catch (error) {
        throw new AppError('app/login-item', { place: file, problem: problemOf(error) }, { cause: error })
      }
    },
  }
}
