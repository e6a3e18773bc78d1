import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createBrowserOpener, openerCommand, redirectPage } from '../../../electron/headless/interface/open-browser.ts'
import { temporaryFolder } from '../../support/engine.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const URL_WITH_TOKEN = 'http://127.0.0.1:8099/enter/S3cretS3cretS3cret'

/** Every program that opens a browser, by platform. Its arguments are shown to every account of the computer. */
test.each<[NodeJS.Platform, string, readonly string[]]>([
  ['linux', '/data/vestibule-open.html', ['xdg-open', '/data/vestibule-open.html']],
  ['freebsd', '/data/vestibule-open.html', ['xdg-open', '/data/vestibule-open.html']],
  ['darwin', '/Users/a/vestibule-open.html', ['open', '/Users/a/vestibule-open.html']],
  [
    'win32',
    'C:\\Users\\Ä b\\vestibule-open.html',
    ['rundll32', 'url.dll,FileProtocolHandler', 'file:///C:/Users/%C3%84%20b/vestibule-open.html'],
  ],
])('on %s a file is opened, never the address', (platform, file, command) => {
  expect(openerCommand(platform, file)).toEqual(command)
})

test('the file leads on, also where no page may lead on by itself, and its address ends no attribute', () => {
  const page = redirectPage(URL_WITH_TOKEN)
  expect(page).toContain(`content="0; url=${URL_WITH_TOKEN}"`)
  expect(page).toContain(`<a href="${URL_WITH_TOKEN}">`)
  expect(redirectPage('http://x/"><script>')).not.toContain('"><script>')
})

describe('opening a browser', () => {
  const log = path.join(folder, 'started')
  const opener = path.join(folder, 'xdg-open')
  fs.writeFileSync(
    opener,
    `#!/bin/sh\n{ printf '%s\\n' "$@"; env; } >"${log}.new"; mv "${log}.new" "${log}"\nexit "\${OPENER_STATUS:-0}"\n`,
  )
  fs.chmodSync(opener, 0o755)
  const data = path.join(folder, 'data')
  fs.mkdirSync(data)
  const problems: string[] = []
  const browser = (env: NodeJS.ProcessEnv = {}) =>
    createBrowserOpener({
      dataFolder: data,
      platform: 'linux',
      env: { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':9', VESTIBULE_PASSPHRASE: 'tidal otter lantern', ...env },
      home: '/nowhere',
      onFailure: (problem) => problems.push(problem),
    })
  const file = path.join(data, 'vestibule-open.html')

  test('puts the secret into a file of the owner’s alone, and into nothing that is started', async () => {
    const one = browser()
    expect(one.open(URL_WITH_TOKEN)).toBe(true)
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(fs.readFileSync(file, 'utf8')).toContain(URL_WITH_TOKEN)
    await expect.poll(() => fs.existsSync(log)).toBe(true)
    const started = fs.readFileSync(log, 'utf8')
    expect(started).toMatch(new RegExp(`^${file}\n`))
    expect(started).not.toContain('S3cret')
    expect(started).not.toContain('otter')
    one.clean()
    expect(fs.existsSync(file)).toBe(false)
  })

  test('replaces a link that somebody put there, not what it leads to', () => {
    const other = path.join(folder, 'other')
    fs.writeFileSync(other, 'the owner’s')
    fs.symlinkSync(other, file)
    const one = browser()
    one.open(URL_WITH_TOKEN)
    expect(fs.readFileSync(other, 'utf8')).toBe('the owner’s')
    one.clean()
  })

  test('that fails is told and ends nothing', async () => {
    problems.length = 0
    browser({ OPENER_STATUS: '3' }).open(URL_WITH_TOKEN)
    await expect.poll(() => problems).toEqual(['status 3'])
    browser({ PATH: '/nowhere' }).open(URL_WITH_TOKEN)
    await expect.poll(() => problems.length).toBe(2)
    const unwritable = createBrowserOpener({
      dataFolder: path.join(folder, 'missing'),
      platform: 'linux',
      env: { DISPLAY: ':9' },
      home: '/nowhere',
      onFailure: (problem) => problems.push(problem),
    })
    expect(unwritable.open(URL_WITH_TOKEN)).toBe(true)
    await expect.poll(() => problems.length).toBe(3)
  })

  test('is left alone where there is no display', () => {
    expect(browser({ DISPLAY: '' }).open(URL_WITH_TOKEN)).toBe(false)
  })
})
