import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPackage } from '@electron/asar'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What stands before the fuses in Electron's binary, and how many there are: @electron/fuses, “The fuse wire”. */
export const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = '01001100'

/**
 * A folder that looks like Electron's runtime to electron-builder, which copies it, renames it and sets its fuses, and
 * does not run it. The fuses stand as Electron ships them.
 */
async function standInRuntime(folder: string): Promise<string> {
  const runtime = path.join(folder, 'runtime')
  fs.mkdirSync(path.join(runtime, 'resources'), { recursive: true })
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from(FUSES)])
  const program = Buffer.concat([Buffer.from('#!/bin/sh\n'), wire, Buffer.from('\n')])
  fs.writeFileSync(path.join(runtime, 'electron'), program, { mode: 0o755 })
  fs.mkdirSync(path.join(folder, 'default'))
  fs.writeFileSync(path.join(folder, 'default/main.js'), '')
  await createPackage(path.join(folder, 'default'), path.join(runtime, 'resources/default_app.asar'))
  fs.writeFileSync(path.join(runtime, 'LICENSE'), '')
  return runtime
}

/** Runs electron-builder on what is built, with the project's own configuration and what is added here. */
export function electronBuilder(...args: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    execFile(
      path.join(root, 'node_modules/.bin/electron-builder'),
      args,
      { cwd: root, env: { ...process.env, CI: '' } },
      (error, stdout, stderr) => resolve({ status: error ? 1 : 0, text: stdout + stderr }),
    )
  })
}

/** Packs for Linux into a folder, without installers. @returns the folder of the unpacked program */
export async function packInto(folder: string): Promise<string> {
  const output = path.join(folder, 'dist')
  const packed = path.join(output, 'linux-unpacked')
  const { status, text } = await electronBuilder(
    '--linux',
    'dir',
    `-c.electronDist=${await standInRuntime(folder)}`,
    `-c.directories.output=${output}`,
  )
  if (status !== 0) throw new Error(text)
  return packed
}
