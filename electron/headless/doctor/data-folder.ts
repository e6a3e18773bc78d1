import fs from 'node:fs'
import path from 'node:path'
import { message } from '../../../shared/messages/message.ts'
import { KNOWN_SCHEMA } from '../../engine/store/migrations.ts'
import { fileProblem } from '../../engine/store/write-whole.ts'
import { note, ok, wrong, type Finding } from './finding.ts'

/** Less, and the next snapshot or revocation may fail. Bytes. */
const MIN_FREE_BYTES = 64 * 1_048_576
/** Less is told. Bytes. */
const LOW_FREE_BYTES = 512 * 1_048_576
/** Bytes of service.key. */
const SERVICE_KEY_LENGTH = 32
/** A clock may be adjusted by as much. */
const CLOCK_TOLERANCE_MS = 86_400_000

/** The file header of SQLite, https://www.sqlite.org/fileformat.html §1.3: read as a file, since opening it may write. */
const USER_VERSION_OFFSET = 60
const HEADER_LENGTH = 100

function userVersion(file: string): number {
  const descriptor = fs.openSync(file, 'r')
  try {
    const header = Buffer.alloc(HEADER_LENGTH)
    if (fs.readSync(descriptor, header, 0, HEADER_LENGTH, 0) < HEADER_LENGTH) return 0
    return header.readUInt32BE(USER_VERSION_OFFSET)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Whose the folder is, who may read it, and whether all in it belongs to the same account. */
function rights(folder: string, about: fs.Stats): Finding[] {
  if (process.platform === 'win32') return [ok('folder', message('doctor.folder.fine', { folder }))]
  const found: Finding[] = []
  if ((about.mode & 0o077) !== 0) {
    const mode = (about.mode & 0o777).toString(8)
    found.push(
      wrong('folder', message('doctor.folder.open', { folder, mode }), message('doctor.folder.openFix', { folder })),
    )
  }
  const foreign = fs.readdirSync(folder).filter((name) => fs.lstatSync(path.join(folder, name)).uid !== about.uid)
  const [first] = foreign
  if (first !== undefined) {
    const owner = String(about.uid)
    found.push(
      wrong(
        'folder',
        message('doctor.folder.foreign', { folder, file: first, count: foreign.length }),
        message('doctor.folder.foreignFix', { folder, owner }),
      ),
    )
  }
  const uid = process.getuid?.()
  if (uid !== undefined && uid !== 0 && uid !== about.uid) {
    found.push(wrong('folder', message('doctor.folder.notYours', { folder }), message('doctor.folder.notYoursFix')))
  }
  return found.length > 0 ? found : [ok('folder', message('doctor.folder.fine', { folder }))]
}

/** The key of the sites’ secrets: without it logins and server keys cannot be read. */
function serviceKey(folder: string): Finding {
  const file = path.join(folder, 'service.key')
  const about = fs.statSync(file, { throwIfNoEntry: false })
  if (!about) return wrong('keys', message('doctor.keys.missing'), message('doctor.keys.fix'))
  if (about.size !== SERVICE_KEY_LENGTH)
    return wrong('keys', message('doctor.keys.damaged'), message('doctor.keys.fix'))
  if (process.platform !== 'win32' && (about.mode & 0o077) !== 0) {
    return wrong('keys', message('doctor.keys.open'), message('doctor.keys.openFix', { file }))
  }
  return ok('keys', message('doctor.keys.fine'))
}

function schema(file: string): Finding {
  const version = userVersion(file)
  return version > KNOWN_SCHEMA
    ? wrong(
        'schema',
        message('doctor.schema.newer', { version, known: KNOWN_SCHEMA }),
        message('doctor.schema.newerFix'),
      )
    : ok('schema', message('doctor.schema.fine', { version, known: KNOWN_SCHEMA }))
}

function disk(folder: string): Finding {
  const { bavail, bsize } = fs.statfsSync(folder)
  const size = bavail * bsize
  if (size < MIN_FREE_BYTES)
    return wrong('disk', message('doctor.disk.full', { folder, size }), message('doctor.disk.fix'))
  if (size < LOW_FREE_BYTES)
    return note('disk', message('doctor.disk.low', { folder, size }), message('doctor.disk.fix'))
  return ok('disk', message('doctor.disk.fine', { folder, size }))
}

/** @param now milliseconds since 1970 */
export function examineFolder(folder: string, now: number): Finding[] {
  const about = fs.statSync(folder, { throwIfNoEntry: false })
  if (!about) return [note('folder', message('doctor.folder.none', { folder }), message('doctor.folder.noneFix'))]
  try {
    const found = [...rights(folder, about), disk(folder)]
    const file = path.join(folder, 'vestibule.db')
    const database = fs.statSync(file, { throwIfNoEntry: false })
    if (!database) return [...found, note('folder', message('doctor.folder.empty', { folder }), null)]
    if (database.mtimeMs > now + CLOCK_TOLERANCE_MS) {
      found.push(
        wrong(
          'clock',
          message('doctor.clock.behindData', { at: new Date(database.mtimeMs).toISOString() }),
          message('doctor.clock.fix'),
        ),
      )
    }
    return [...found, serviceKey(folder), schema(file)]
  } catch (error) {
    return [
      wrong(
        'folder',
        message('doctor.folder.unreadable', { folder, problem: fileProblem(error) }),
        message('doctor.folder.notYoursFix'),
      ),
    ]
  }
}
