import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWindowStateFile, place } from '../../../electron/desktop/window-state.ts'
import { temporaryFolder } from '../../support/engine.ts'

const laptop = { x: 0, y: 0, width: 1440, height: 860 }
const second = { x: 1440, y: -200, width: 1920, height: 1080 }

describe('a window opens', () => {
  test('where it was', () => {
    const before = { x: 100, y: 50, width: 900, height: 700 }
    expect(place(before, [laptop])).toEqual(before)
    const beside = { x: 1600, y: 0, width: 900, height: 700 }
    expect(place(beside, [laptop, second])).toEqual(beside)
  })

  test('on the display that is left when the other one went away, in the middle and whole', () => {
    expect(place({ x: 1600, y: 0, width: 1800, height: 1000 }, [laptop])).toEqual(laptop)
    expect(place({ x: 1600, y: 0, width: 900, height: 700 }, [laptop])).toEqual({
      x: 270,
      y: 80,
      width: 900,
      height: 700,
    })
  })

  test('where its title bar can be taken hold of', () => {
    for (const [x, y] of [
      [-850, 50],
      [1400, 50],
      [100, -60],
      [100, 840],
    ] as const) {
      const placed = place({ x, y, width: 900, height: 700 }, [laptop])
      expect(placed).toEqual({ x: 270, y: 80, width: 900, height: 700 })
    }
  })

  test('in a size that can be used, on a display of any size', () => {
    expect(place({ x: 10, y: 10, width: 1, height: 1 }, [laptop])).toMatchObject({ width: 380, height: 520 })
    expect(place(null, [{ x: 0, y: 0, width: 320, height: 240 }])).toEqual({ x: 0, y: 0, width: 320, height: 240 })
    expect(place(null, [])).toMatchObject({ width: 1180, height: 780 })
  })
})

describe('what is remembered', () => {
  let folder = ''
  beforeEach(() => (folder = temporaryFolder()))
  afterEach(() => {
    fs.chmodSync(folder, 0o700)
    fs.rmSync(folder, { recursive: true })
  })
  const bounds = { x: 1, y: 2, width: 800, height: 600 }

  test('is there at the next start, for its owner only', () => {
    createWindowStateFile(folder).change({ bounds, maximized: true })
    expect(createWindowStateFile(folder).read()).toEqual({ bounds, maximized: true, toldAboutClosing: false })
    expect(fs.statSync(path.join(folder, 'vestibule-window.json')).mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(folder)).toEqual(['vestibule-window.json'])
  })

  test.each(['', '{', 'null', '[]', '{"bounds":{"x":"1"}}', '{"bounds":{"x":1e999,"y":0,"width":1,"height":1}}'])(
    'is forgotten when the file is damaged: %s',
    (text) => {
      fs.writeFileSync(path.join(folder, 'vestibule-window.json'), text)
      expect(createWindowStateFile(folder).read().bounds).toBeNull()
    },
  )

  test('is kept for this run when the file cannot be written', () => {
    const state = createWindowStateFile(path.join(folder, 'missing'))
    state.change({ toldAboutClosing: true })
    expect(state.read().toldAboutClosing).toBe(true)
  })
})
