/**
 * `npm run release`: what people install, into release/.
 *
 * Usage: node packaging/release.ts [--only npm|amd64|arm64]… [--out FOLDER]
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { bundleProgram } from './bundle.ts'
import { buildDeb } from './deb/build.ts'
import { PACKAGE } from './deb/control.ts'
import { filesBelow, writeText } from './files.ts'
import { noticeOf, readLibraries } from './licences.ts'
import { npmTarball } from './npm.ts'
import { NODE_PACKAGES } from './node-packages.ts'
import { sbomOf } from './sbom.ts'
import { writeSums } from './sums.ts'
import { sourceDate } from './source-date.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const ARTEFACTS = ['npm', 'amd64', 'arm64'] as const

const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, out: { type: 'string', default: path.join(root, 'release') } },
})
const unknown = values.only?.find((name) => !ARTEFACTS.some((artefact) => artefact === name))
if (unknown !== undefined) throw new Error(`--only ${unknown}: there are ${ARTEFACTS.join(', ')}`)
const wanted = (name: (typeof ARTEFACTS)[number]): boolean => values.only?.includes(name) ?? true

// The digest of the sources in a build, and the paths of its configuration, start there.
process.chdir(root)
const out = path.resolve(values.out)
const mtime = sourceDate(root, process.env)
fs.rmSync(out, { recursive: true, force: true })
fs.mkdirSync(out, { recursive: true })
let signed = false
const work = fs.mkdtempSync(path.join(fs.realpathSync(out), '.work-'))
try {
  const program = path.join(work, 'program')
  const { manifest, libraries: folders } = await bundleProgram(root, program)
  const libraries = readLibraries(folders)
  const notice = noticeOf(libraries)
  writeText(path.join(program, 'NOTICE'), notice)
  writeText(path.join(out, 'NOTICE'), notice)
  writeText(
    path.join(out, `vestibule-${manifest.version}.cdx.json`),
    sbomOf(manifest, libraries, NODE_PACKAGES.amd64.version, mtime),
  )
  if (wanted('npm')) fs.writeFileSync(path.join(out, `vestibule-${manifest.version}.tgz`), npmTarball(program, mtime))
  for (const architecture of ['amd64', 'arm64'] as const) {
    if (!wanted(architecture)) continue
    const file = path.join(out, `${PACKAGE}_${manifest.version}_${architecture}.deb`)
    const folder = path.join(work, architecture)
    fs.mkdirSync(folder)
    await buildDeb({ program, manifest, architecture, work: folder, file, mtime })
  }
  // They build upon the package beside them.
  fs.cpSync(path.join(root, 'packaging/container'), path.join(out, 'container'), { recursive: true })
  fs.rmSync(work, { recursive: true })
  signed = writeSums(out, manifest.version, mtime, process.env)
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
for (const file of filesBelow(out)) {
  const { size } = fs.statSync(path.join(out, file))
  process.stdout.write(`${(size / 1_048_576).toFixed(1).padStart(6)} MiB  ${file}\n`)
}
process.stdout.write(signed ? 'SHA256SUMS is signed.\n' : 'Not signed: VESTIBULE_SIGNING_KEY_FILE names no key.\n')
