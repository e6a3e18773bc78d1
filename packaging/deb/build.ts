import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { bashCompletion } from '../../electron/headless/cli/completion.ts'
import { listCommands } from '../../electron/headless/cli/main.ts'
import { systemdUnit } from '../../electron/headless/service/systemd.ts'
import type { Manifest } from '../bundle.ts'
import { output } from '../fetch/run.ts'
import { npmPackage } from '../fetch/npm-package.ts'
import { filesBelow, writeText } from '../files.ts'
import { HOME, SERVICE_COMMAND, USER } from '../installed.ts'
import { NODE_PACKAGES, type Architecture } from '../node-packages.ts'
import { manualPage } from './command-help.ts'
import { changelog, controlFile, copyright, lintianOverrides, PACKAGE } from './control.ts'

export interface DebOptions {
  /** The program, with NOTICE and LICENSE. */
  readonly program: string
  readonly manifest: Manifest
  readonly architecture: Architecture
  /** Empty folder for what is packed. */
  readonly work: string
  /** The file that is written. */
  readonly file: string
  /** Of all files, in seconds since 1970. */
  readonly mtime: number
}

const SCRIPTS = path.join(import.meta.dirname, 'scripts')

/** gzip without a name, a time and a system: RFC 1952 §2.3. */
function compressed(text: string): Buffer {
  return zlib.gzipSync(text, { level: 9 })
}

/** The unit that `service install` would write for that user. */
function unit(): string {
  return systemdUnit({
    command: SERVICE_COMMAND,
    // Beside the data folder is what belongs to the computer: which folders have held data.
    dataFolder: HOME,
    user: USER,
    sandbox: true,
    privateTemporaryFolder: true,
    origin: `Of the package ${PACKAGE}. For changes of your own: systemctl edit vestibule`,
  })
}

/** The same times, owners and permissions for everything, whoever builds it and with whatever umask. */
function settle(folder: string, mtime: number): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const place = path.join(entry.parentPath, entry.name)
    const name = path.relative(folder, place)
    const runs = /^usr\/(?:lib\/vestibule\/)?bin\/|^DEBIAN\/(?:post|prerm)/.test(name)
    fs.chmodSync(place, entry.isDirectory() || runs ? 0o755 : 0o644)
    fs.utimesSync(place, mtime, mtime)
  }
  fs.chmodSync(folder, 0o755)
  fs.utimesSync(folder, mtime, mtime)
}

/** Builds a Debian package whose bytes depend on the program, Node's package and the time. Needs dpkg-deb. */
export async function buildDeb(options: DebOptions): Promise<void> {
  const { program, manifest, architecture, work, file, mtime } = options
  const at = (...parts: string[]): string => path.join(work, ...parts)
  const read = (name: string): string => fs.readFileSync(path.join(program, name), 'utf8')
  const node = await npmPackage(NODE_PACKAGES[architecture])
  for (const part of ['electron', 'out', 'node_modules', 'package.json']) {
    fs.cpSync(path.join(program, part), at('usr/lib/vestibule', part), { recursive: true })
  }
  // Run by its name with the package's own Node, and by nothing else.
  const launcher = at('usr/lib/vestibule/electron/headless/vestibule.js')
  writeText(launcher, fs.readFileSync(launcher, 'utf8').replace(/^#!.*\n/, ''))
  // In the package's own place for licences.
  fs.rmSync(at('usr/lib/vestibule/node_modules/node-forge/LICENSE'))
  fs.mkdirSync(at('usr/lib/vestibule/bin'))
  fs.copyFileSync(path.join(node, 'bin/node'), at('usr/lib/vestibule/bin/node'))
  writeText(at('usr/bin/vestibule'), fs.readFileSync(path.join(SCRIPTS, 'vestibule'), 'utf8'))
  writeText(at('lib/systemd/system/vestibule.service'), unit())
  writeText(at('usr/lib/sysusers.d', `${PACKAGE}.conf`), `u ${USER} - "Vestibule" ${HOME}\n`)
  const commands = await listCommands()
  writeText(at('usr/share/bash-completion/completions/vestibule'), `${bashCompletion(commands)}\n`)
  writeText(at('usr/share/lintian/overrides', PACKAGE), lintianOverrides())
  const documents: Readonly<Record<string, string | Buffer>> = {
    'man/man1/vestibule.1.gz': compressed(await manualPage(manifest.version, mtime)),
    [`doc/${PACKAGE}/changelog.gz`]: compressed(changelog(manifest.version, mtime)),
    [`doc/${PACKAGE}/copyright`]: copyright(read('LICENSE')),
    [`doc/${PACKAGE}/NOTICE.gz`]: compressed(read('NOTICE')),
    [`doc/${PACKAGE}/LICENSE.node.gz`]: compressed(fs.readFileSync(path.join(node, 'LICENSE'), 'utf8')),
  }
  for (const [name, content] of Object.entries(documents)) {
    fs.mkdirSync(path.dirname(at('usr/share', name)), { recursive: true })
    fs.writeFileSync(at('usr/share', name), content)
  }
  const files = filesBelow(work)
  const sums = files.map((name) => {
    const md5 = createHash('md5')
      .update(fs.readFileSync(at(name)))
      .digest('hex')
    return `${md5}  ${name}\n`
  })
  const size = files.reduce((total, name) => total + Math.ceil(fs.statSync(at(name)).size / 1024), 0)
  writeText(at('DEBIAN/control'), controlFile(manifest, architecture, size))
  writeText(at('DEBIAN/md5sums'), sums.join(''))
  for (const script of ['postinst', 'prerm', 'postrm']) {
    writeText(at('DEBIAN', script), fs.readFileSync(path.join(SCRIPTS, script), 'utf8'))
  }
  settle(work, mtime)
  // Level 1: a fifth of the time of level 6 for a sixth more bytes, nearly all of which are Node's.
  output(['dpkg-deb', '--root-owner-group', '-Zxz', '-z1', '--threads-max=1', '--build', work, file], {
    env: { ...process.env, SOURCE_DATE_EPOCH: String(mtime), LC_ALL: 'C' },
  })
}
