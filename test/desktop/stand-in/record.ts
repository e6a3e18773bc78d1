/** Everything that the program asked the system for, for the test to look at. */
export const record: {
  windows: Record<string, unknown>[]
  openedOutside: string[]
  schemes: unknown[]
  /** Title and text of boxes, oldest first. */
  boxes: string[]
  /** What dialogs for files and folders were asked to be. */
  openDialogs: Record<string, unknown>[]
  notifications: { title: string; body: string }[]
  shared: { files: string[]; content: string }[]
  paths: Record<string, string>
} = {
  windows: [],
  openedOutside: [],
  schemes: [],
  boxes: [],
  openDialogs: [],
  notifications: [],
  shared: [],
  paths: {},
}

/** Tells the test what happened, as it happens. */
export function tell(message: Record<string, unknown>): void {
  process.send?.(message)
}

/** What the test chose for this start: `STAND_IN_NAME=…`. */
export function chosen(name: string): string | undefined {
  return process.env[`STAND_IN_${name}`]
}

const platform = chosen('PLATFORM')
if (platform !== undefined) Object.defineProperty(process, 'platform', { value: platform })
