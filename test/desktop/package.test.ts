import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { extractAll, extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/engine.ts'
import { electronBuilder, packInto } from '../support/package.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = temporaryFolder()

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

describe('the package', () => {
  let files: string[] = []
  let asar = ''
  beforeAll(async () => {
    // electron-builder validates electron-builder.yml by its own schema before it packs anything.
    asar = path.join(await packInto(folder), 'resources/app.asar')
    files = listPackage(asar, { isPack: false })
  })

  test('contains main, gate, preload and interface', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        '/out/main/main.js',
        '/out/main/gate.js',
        '/out/main/reader.js',
        '/out/preload/preload.cjs',
        '/out/renderer/index.html',
        '/package.json',
      ]),
    )
  })

  test('contains every library that the built code imports', () => {
    const built = files.filter((file) => /^\/out\/main\/.*\.js$/.test(file))
    const wanted = new Set(
      built.flatMap((file) => {
        const text = extractFile(asar, file.slice(1)).toString('utf8')
        // What a library that is built in says in its comments is no import.
        return [...text.matchAll(/^import [^"\n]*"([@a-z][\w@/.:-]*)"|\bimport\("([@a-z][\w@/.:-]*)"\)/gm)].map(
          ([, name, later]) => name ?? later ?? '',
        )
      }),
    )
    wanted.delete('electron')
    const libraries = [...wanted].filter((name) => !isBuiltin(name))
    // It is loaded by a name that is put together, when it is needed first.
    libraries.push('node-forge')
    expect(libraries.length).toBeGreaterThan(0)
    // As they lie there: what was left out is missed by none of them.
    const place = path.join(folder, 'unpacked')
    extractAll(asar, place)
    const load = `for (const name of ${JSON.stringify(libraries)}) await import(name)`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', load], { cwd: place }).stderr.toString()).toBe('')
    for (const name of libraries) {
      const library = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? '')
      expect(files).toContain(`/node_modules/${library}/package.json`)
    }
  })

  test('contains no source maps, sources or tests', () => {
    const wrong = files.filter(
      (file) =>
        /\.(map|ts|tsx)$/.test(file) || /^\/(test|shared|electron|renderer|docs|build|\.ci|\.git)(\/|$)/.test(file),
    )
    expect(wrong).toEqual([])
  })

  test('contains no development tools', () => {
    const about = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, object>
    const tools = Object.keys(about['devDependencies'] ?? {})
    expect(tools.length).toBeGreaterThan(20)
    expect(files.filter((file) => tools.some((name) => file === `/node_modules/${name}`))).toEqual([])
  })

  test('contains no secrets', () => {
    expect(files.filter((file) => /\.(pfx|p12|key|pem|db|sock|env)$/.test(file))).toEqual([])
    // A key in PEM has a line of base64 below its head (RFC 7468 §2); libraries name the head alone.
    const KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{40}/
    const texts = files.filter((file) => /\.(c?js|mjs|json|html|css|svg)$/.test(file))
    expect(texts.filter((file) => KEY.test(extractFile(asar, file.slice(1)).toString('utf8')))).toEqual([])
  })

  test('is small', () => {
    // Of which the dictionaries that judge passphrases are two and a half.
    expect(fs.statSync(asar).size).toBeLessThan(13 * 1_048_576)
  })
})

test('electron-builder.yml is valid by electron-builder’s own schema', async () => {
  // It stops after validation, at the runtime that is not there.
  const result = await electronBuilder(
    '--linux',
    'dir',
    `-c.electronDist=${path.join(folder, 'no-runtime')}`,
    `-c.directories.output=${folder}/y`,
  )
  expect(result.text).not.toContain('Invalid configuration')
  expect(result.text).toContain('electronDist does not exist')
})

test('a wrong configuration is told by the same schema', async () => {
  const result = await electronBuilder(
    '--linux',
    'dir',
    '-c.linux.colour=red',
    `-c.electronDist=${folder}`,
    `-c.directories.output=${folder}/x`,
  )
  expect(result.status).toBe(1)
  expect(result.text).toContain('Invalid configuration')
})
