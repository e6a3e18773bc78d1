import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { extractFile, listPackage } from '@electron/asar'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/engine.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = temporaryFolder()
const packed = path.join(folder, 'dist')
const asar = path.join(packed, 'linux-unpacked/resources/app.asar')

/** A folder that looks like Electron's runtime to electron-builder: it copies and renames, it does not run it. */
function standInRuntime(): string {
  const runtime = path.join(folder, 'runtime')
  fs.mkdirSync(path.join(runtime, 'resources'), { recursive: true })
  fs.writeFileSync(path.join(runtime, 'electron'), '#!/bin/sh\n', { mode: 0o755 })
  fs.writeFileSync(path.join(runtime, 'resources/default_app.asar'), '')
  fs.writeFileSync(path.join(runtime, 'LICENSE'), '')
  return runtime
}

/** The project's own configuration, without what can only be done to the real binary: fuses are bits inside it. */
function withoutFuses(): string {
  const file = path.join(folder, 'builder.json')
  fs.writeFileSync(file, JSON.stringify({ extends: path.join(root, 'electron-builder.yml'), electronFuses: null }))
  return file
}

function builder(...args: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    execFile(
      path.join(root, 'node_modules/.bin/electron-builder'),
      args,
      { cwd: root, env: { ...process.env, CI: '' } },
      (error, stdout, stderr) => resolve({ status: error ? 1 : 0, text: stdout + stderr }),
    )
  })
}

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

describe('the package', () => {
  let files: string[] = []
  beforeAll(async () => {
    // electron-builder validates electron-builder.yml by its own schema before it packs anything.
    const result = await builder(
      '--linux',
      'dir',
      `-c.electronDist=${standInRuntime()}`,
      `-c.directories.output=${packed}`,
      `--config=${withoutFuses()}`,
    )
    if (!fs.existsSync(asar)) throw new Error(result.text)
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
        return [...text.matchAll(/(?:from|import) ?\(?"([^"./][^"]*)"/g)].map(([, name]) => name ?? '')
      }),
    )
    wanted.delete('electron')
    const libraries = [...wanted].filter((name) => !name.startsWith('node:'))
    expect(libraries.length).toBeGreaterThan(0)
    for (const name of libraries) {
      const library = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? '')
      expect(files).toContain(`/node_modules/${library}/package.json`)
    }
  })

  test('contains no source maps, sources, tests, development tools or secrets', () => {
    const wrong = files.filter(
      (file) =>
        /\.(map|ts|tsx|pfx|p12|key|pem|db|sock)$/.test(file) ||
        /^\/(test|shared|electron|renderer|docs|\.ci|\.git)(\/|$)/.test(file) ||
        /^\/node_modules\/(typescript|vite|vitest|electron|playwright|@playwright|oxlint|react|@mantine|bun|node)(\/|$)/.test(
          file,
        ),
    )
    expect(wrong).toEqual([])
  })

  test('is small', () => {
    expect(fs.statSync(asar).size).toBeLessThan(12 * 1_048_576)
  })
})

test('electron-builder.yml is valid by electron-builder’s own schema', async () => {
  // It stops after validation, at the runtime that is not there.
  const result = await builder(
    '--linux',
    'dir',
    `-c.electronDist=${path.join(folder, 'no-runtime')}`,
    `-c.directories.output=${folder}/y`,
  )
  expect(result.text).not.toContain('Invalid configuration')
  expect(result.text).toContain('electronDist does not exist')
})

test('a wrong configuration is told by the same schema', async () => {
  const result = await builder(
    '--linux',
    'dir',
    '-c.linux.colour=red',
    `-c.electronDist=${folder}`,
    `-c.directories.output=${folder}/x`,
  )
  expect(result.status).toBe(1)
  expect(result.text).toContain('Invalid configuration')
})
