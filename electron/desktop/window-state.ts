import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What the shell remembers between two starts. */
const State = z.object({
  bounds: z.nullable(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })),
  maximized: z.boolean(),
  /** Whether the owner was told that closing the window leaves the sites open. */
  toldAboutClosing: z.boolean(),
})
export type WindowState = z.infer<typeof State>

const NOTHING: WindowState = { bounds: null, maximized: false, toldAboutClosing: false }
const PREFERRED = { width: 1180, height: 780 }
export const LEAST = { width: 380, height: 520 }
/** So much of the title bar must be visible, to take hold of the window by. */
const GRIP = { width: 120, height: 40 }

/**
 * Where the window goes: where it was, if a display is still there to show it, else in the middle of the first one;
 * never larger than the display. Pure.
 * @param displays work areas, the main one first
 */
export function place(saved: Bounds | null, displays: readonly Bounds[]): Bounds {
  const seen = saved && displays.find((display) => gripOn(saved, display))
  const [main = { x: 0, y: 0, ...PREFERRED }] = displays
  const area = seen ?? main
  const width = Math.min(Math.max(saved?.width ?? PREFERRED.width, LEAST.width), area.width)
  const height = Math.min(Math.max(saved?.height ?? PREFERRED.height, LEAST.height), area.height)
  if (saved && seen) return { x: saved.x, y: saved.y, width, height }
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}

function gripOn(bounds: Bounds, display: Bounds): boolean {
  const across =
    Math.min(bounds.x + bounds.width, display.x + display.width) - Math.max(bounds.x, display.x) >= GRIP.width
  return across && bounds.y >= display.y && bounds.y + GRIP.height <= display.y + display.height
}

/** The file of it. What cannot be read or written is forgotten: a window in the middle harms nobody. */
export interface WindowStateFile {
  read(): WindowState
  change(part: Partial<WindowState>): void
}

export function createWindowStateFile(dataFolder: string): WindowStateFile {
  const file = path.join(dataFolder, 'vestibule-window.json')
  let known: WindowState | null = null
  const read = (): WindowState => {
    if (known) return known
    try {
      const found = State.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')))
      known = found.success ? found.data : NOTHING
    } catch {
      known = NOTHING
    }
    return known
  }
  return {
    read,
    change(part) {
      known = { ...read(), ...part }
      const temporary = `${file}.${randomBytes(4).toString('hex')}`
      try {
        fs.writeFileSync(temporary, JSON.stringify(known), { mode: 0o600, flag: 'wx' })
        fs.renameSync(temporary, file)
      } catch {
        fs.rmSync(temporary, { force: true })
      }
    },
  }
}
