import fs from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startDesktop, type Desktop, type DesktopStart } from '../support/desktop.ts'
import { temporaryFolder } from '../support/engine.ts'
import { useDesktop } from '../support/use-desktop.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
const pfx = path.join(folder, 'Alice’s phone.pfx')
fs.writeFileSync(pfx, 'the file')

async function once(start: DesktopStart, work: (desktop: Desktop) => Promise<void>): Promise<void> {
  const desktop = await startDesktop(path.join(folder, 'data'), start)
  try {
    await work(desktop)
  } finally {
    await desktop.quit()
  }
}

/** The id in the address of the inspector. */
async function openedId(desktop: Desktop): Promise<string> {
  const { window } = await desktop.record()
  return /#\/diagnostics\/file\?opened=([\w-]+)$/.exec(window?.url ?? '')?.[1] ?? ''
}

describe('a first start', () => {
  test('with a link shows its screen', () =>
    once({ args: ['vestibule://open/devices?status=expiring'] }, async (desktop) => {
      expect((await desktop.record()).window?.url).toBe('vestibule://app/#/devices?status=expiring')
    }))

  test('with a file leads to the inspector, which gets it once', () =>
    once({ args: [pfx] }, async (desktop) => {
      const id = await openedId(desktop)
      const file = { fileName: 'Alice’s phone.pfx', base64: Buffer.from('the file').toString('base64') }
      expect(await desktop.transport.call('app.opened', { id })).toEqual({ ok: true, value: file })
      expect(await desktop.transport.call('app.opened', { id })).toMatchObject({ error: { code: 'app/not-opened' } })
    }))

  test('with a link that is none shows the window as always', () =>
    once({ args: ['vestibule://open/../../etc'] }, async (desktop) => {
      expect((await desktop.record()).window?.url).toBe('vestibule://app/')
    }))
})

describe('a second start', () => {
  const running = useDesktop()
  const second = (argv: readonly string[], version: unknown = '1.0.0') =>
    running().order({ do: 'app-event', event: 'second-instance', args: [['vestibule', ...argv], folder, { version }] })

  test('ends, and passes on its version', async () => {
    await expect(startDesktop(folder, { env: { STAND_IN_SECOND: '1' } })).rejects.toThrow('ended with 0')
    expect((await running().record()).passed).toEqual({ version: '1.0.0' })
  })

  test('brings the window to the front, with the same page', async () => {
    await running().order({ do: 'window', action: 'blur' })
    await second([])
    expect(await running().record()).toMatchObject({ windowCount: 1, boxes: [], window: { focused: true, loads: 1 } })
  })

  test('with a link changes the screen, and does not load the page anew', async () => {
    await second(['vestibule://open/sites'])
    expect((await running().record()).window).toMatchObject({ url: 'vestibule://app/#/sites', loads: 1 })
  })

  test('with a file leads to the inspector', async () => {
    await second(['--flag', path.basename(pfx)])
    expect(await openedId(running())).not.toBe('')
  })

  test('of another version is told about, with what to do', async () => {
    await second([], '2.0.0')
    const { boxes, windowCount } = await running().record()
    expect(boxes).toEqual([expect.stringMatching(/^Vestibule 1\.0\.0 is already running Version 2\.0\.0 was started/)])
    expect(windowCount).toBe(1)
  })

  test.each([[{}], ['<script>'], [null], ['9'.repeat(40)]])(
    'that says strange things of itself is only shown the window: %j',
    async (version) => {
      const before = (await running().record()).boxes.length
      await second([], version)
      expect((await running().record()).boxes).toHaveLength(before)
    },
  )
})

describe('on macOS', () => {
  const running = useDesktop({ env: { STAND_IN_PLATFORM: 'darwin' } })

  test('links and files arrive by events', async () => {
    await running().order({ do: 'app-event', event: 'open-url', args: ['vestibule://open/settings'] })
    expect((await running().record()).window?.url).toBe('vestibule://app/#/settings')
    await running().order({ do: 'app-event', event: 'open-file', args: [pfx] })
    const id = await openedId(running())
    expect(await running().transport.call('app.opened', { id })).toMatchObject({ ok: true })
  })

  test('a file that is gone, a folder, and one that is too large are none', async () => {
    const large = path.join(folder, 'large.pfx')
    fs.writeFileSync(large, '')
    fs.truncateSync(large, 17 * 1_048_576)
    const directory = path.join(folder, 'folder.pfx')
    fs.mkdirSync(directory)
    for (const file of [large, directory, path.join(folder, 'gone.pfx')]) {
      await running().order({ do: 'app-event', event: 'open-file', args: [file] })
      const answer = await running().transport.call('app.opened', { id: await openedId(running()) })
      expect(answer).toMatchObject({ error: { code: 'app/not-opened' } })
    }
  })
})
