import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { output, run } from '../../packaging/fetch/run.ts'
import { chrootCommand, debian } from '../runtimes/debian.ts'
import { needs } from '../support/programs.ts'
import { artefact } from './release.ts'
import { removeWorkFolders, workFolder } from './work-folder.ts'

afterAll(removeWorkFolders)

/** The same package as the version before. Compressed in a hurry. */
function previousVersion(folder: string): void {
  const unpacked = path.join(folder, 'previous')
  output(['dpkg-deb', '--raw-extract', artefact('_amd64.deb'), unpacked])
  const control = path.join(unpacked, 'DEBIAN/control')
  fs.writeFileSync(control, fs.readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 0.0.9'))
  output(['dpkg-deb', '--root-owner-group', '-Zgzip', '-z1', '--build', unpacked, path.join(folder, 'previous.deb')])
  fs.rmSync(unpacked, { recursive: true })
}

// Hundreds of MB are packed, unpacked and read.
describe('the Debian package', { timeout: 900_000 }, () => {
  test.each(['amd64', 'arm64'])('%s: lintian finds no error and no warning', needs('lintian'), (architecture) => {
    const { status, stdout, stderr } = spawnSync('lintian', ['--allow-root', artefact(`_${architecture}.deb`)], {
      encoding: 'utf8',
    })
    expect([status, stdout, stderr]).toEqual([0, '', ''])
  })

  test('holds the Node of its architecture, and files of root that nobody else may write', needs('dpkg-deb'), () => {
    // e_machine of ELF: EM_X86_64, EM_AARCH64.
    const machines = { amd64: 62, arm64: 183 }
    for (const [architecture, machine] of Object.entries(machines)) {
      const file = artefact(`_${architecture}.deb`)
      const archive = execFileSync('dpkg-deb', ['--fsys-tarfile', file], { maxBuffer: 1e9 })
      const node = spawnSync('tar', ['-xO', './usr/lib/vestibule/bin/node'], { input: archive, maxBuffer: 1e9 }).stdout
      expect(node.readUInt16LE(18)).toBe(machine)
      const lines = output(['dpkg-deb', '--contents', file]).trimEnd().split('\n')
      expect(lines.length).toBeGreaterThan(100)
      expect(lines.filter((line) => !/^[d-]rw[x-]r-[x-]r-[x-] root\/root /.test(line))).toEqual([])
    }
  })

  test(
    'in a minimal Debian: apt install, main job at port 443, upgrade with the data, purge',
    needs('debootstrap', 'dpkg-deb', 'root', 'mounts'),
    async () => {
      const folder = workFolder()
      previousVersion(folder)
      fs.copyFileSync(artefact('_amd64.deb'), path.join(folder, path.basename(artefact('_amd64.deb'))))
      const upper = path.join(folder, 'upper')
      fs.mkdirSync(upper)
      const options = {
        lower: await debian('bookworm', ['git', 'ca-certificates']),
        upper,
        binds: { [folder]: '/packages', [import.meta.dirname]: '/install' },
      }
      expect(await run(chrootCommand(options, ['sh', '/install/deb.sh', 'install']))).toBe(0)
      // Nothing is fetched any more.
      expect(await run(chrootCommand({ ...options, offline: true }, ['sh', '/install/deb.sh', 'use']))).toBe(0)
    },
  )
})
