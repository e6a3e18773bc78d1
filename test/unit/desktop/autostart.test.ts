import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { autostartEntry, autostartFile, createAutostart, isActive } from '../../../electron/desktop/autostart.ts'
import { temporaryFolder } from '../../support/engine.ts'
import { inMount } from '../../support/faults.ts'
import { needs } from '../../support/programs.ts'

let folder = ''
beforeEach(() => (folder = temporaryFolder()))
afterEach(() => fs.rmSync(folder, { recursive: true }))

const entry = autostartEntry(['/opt/Vestibule/vestibule', '--hidden'], 'Vestibule', 'A door')

describe('the entry', () => {
  test('starts the program without a window', () => {
    expect(entry.split('\n')).toEqual(
      expect.arrayContaining(['[Desktop Entry]', 'Type=Application', 'Exec="/opt/Vestibule/vestibule" "--hidden"']),
    )
  })

  test('quotes what a path may hold, by the Desktop Entry Specification', () => {
    // Its own example: a backslash in a quoted argument is written as four.
    const exec = (one: string): string => /^Exec=(.*)$/m.exec(autostartEntry([one], 'V', ''))?.[1] ?? ''
    expect(exec('/a b/v')).toBe('"/a b/v"')
    expect(exec('/a\\b')).toBe('"/a\\\\\\\\b"')
    expect(exec('/a$b`c"d')).toBe('"/a\\\\$b\\\\`c\\\\"d"')
    expect(exec('/100%')).toBe('"/100%%"')
  })

  test('lies where desktops look, and a relative XDG_CONFIG_HOME is ignored', () => {
    expect(autostartFile({}, '/home/a')).toBe('/home/a/.config/autostart/vestibule.desktop')
    expect(autostartFile({ XDG_CONFIG_HOME: '/x' }, '/home/a')).toBe('/x/autostart/vestibule.desktop')
    expect(autostartFile({ XDG_CONFIG_HOME: 'x' }, '/home/a')).toBe('/home/a/.config/autostart/vestibule.desktop')
  })

  test('that a desktop switched off in place is off', () => {
    expect(isActive(entry)).toBe(true)
    expect(isActive(`${entry}Hidden=true\n`)).toBe(false)
    expect(isActive(entry.replace('enabled=true', 'enabled=false'))).toBe(false)
  })
})

describe('opening at login', () => {
  test('is on after it was switched on, and leaves nothing when it is switched off', async () => {
    const file = path.join(folder, 'deep/autostart/vestibule.desktop')
    const login = createAutostart(file, entry)
    expect(await login.get()).toBe(false)
    await login.set(true)
    expect(await login.get()).toBe(true)
    expect(fs.readdirSync(path.dirname(file))).toEqual(['vestibule.desktop'])
    await login.set(false)
    expect(await login.get()).toBe(false)
    await login.set(false)
  })

  test('in a place that is a file is a clear error', async () => {
    fs.writeFileSync(path.join(folder, 'autostart'), '')
    const file = path.join(folder, 'autostart/vestibule.desktop')
    const set = createAutostart(file, entry).set(true)
    await expect(set).rejects.toMatchObject({ code: 'app/login-item' })
    await expect(set).rejects.toThrow(`${file}: part of the path is a file`)
  })

  test('in a folder that is read-only is a clear error, and the old entry stays', needs('mounts'), () => {
    // Root writes to read-only folders; a read-only mount stops everybody. In a mount namespace of its own.
    const script = `
      import { createAutostart } from '${path.resolve('electron/desktop/autostart.ts')}'
      const login = createAutostart('${folder}/vestibule.desktop', 'new')
      for (const on of [true, false]) await login.set(on).catch((error) => console.log(error.code, error.message))`
    fs.writeFileSync(path.join(folder, 'vestibule.desktop'), entry)
    const command = `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder} && exec "$0" --input-type=module-typescript -e "$1"`
    const output = inMount(command, process.execPath, script)
    const line = `app/login-item Opening at login could not be changed: ${folder}/vestibule.desktop: the disk is read-only.`
    expect(output.trim().split('\n')).toEqual([line, line])
    expect(fs.readFileSync(path.join(folder, 'vestibule.desktop'), 'utf8')).toBe(entry)
  })
})
