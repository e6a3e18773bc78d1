import { AppError } from '../../../shared/errors/index.ts'
import { instant, newId } from '../app/context.ts'
import type { Emit } from '../app/events.ts'
import type { Engine } from '../engine.ts'
import type { Done, Undo } from './undo.ts'

type Methods = Pick<Engine['methods'], 'undo.list' | 'undo.run'>

/** How long something can be undone. Milliseconds. */
export const UNDO_FOR = 5 * 60_000
/** A script that changes thousands of things keeps the last of them. */
const MOST = 50

interface Entry extends Done {
  readonly id: string
  readonly at: number
  readonly timer: NodeJS.Timeout
}

export interface UndoService extends Undo {
  readonly methods: Methods
  close(): void
}

/**
 * In memory only: a removed key is gone from the disk at once, and for good when the program ends (decision 26).
 * @param now milliseconds since 1970
 */
export function createUndo({ now, emit }: { now: () => number; emit: Emit }): UndoService {
  const entries = new Map<string, Entry>()
  const underWay = new Set<string>()

  const end = ({ id, timer, over }: Entry): void => {
    clearTimeout(timer)
    if (entries.delete(id)) over?.()
  }
  const forget = (about?: string): void => {
    const gone = [...entries.values()].filter(
      (one) => about === undefined || one.about === about || one.about.startsWith(`${about}/`),
    )
    for (const one of gone) end(one)
    if (gone.length > 0) emit('undo.changed', {})
  }
  /** The timer may come late, after the computer slept: the clock decides. */
  const current = (): Entry[] => {
    for (const one of entries.values()) if (now() - one.at >= UNDO_FOR) end(one)
    return [...entries.values()]
  }

  return {
    forget,
    keep(done) {
      forget(done.about)
      const id = newId()
      const timer = setTimeout(() => {
        const entry = entries.get(id)
        if (!entry) return
        end(entry)
        emit('undo.changed', {})
      }, UNDO_FOR)
      entries.set(id, { ...done, id, at: now(), timer: timer.unref() })
      const [oldest] = entries.values()
      if (entries.size > MOST && oldest) end(oldest)
      emit('undo.changed', {})
    },
    methods: {
      'undo.list': async () =>
        current()
          .toReversed()
          .map(({ id, kind, name, at }) => ({ id, kind, name, at: instant(at), until: instant(at + UNDO_FOR) })),
      'undo.run': async ({ id }) => {
        const entry = current().find((one) => one.id === id)
        // Two windows that ask at the same time must not do it twice.
        if (!entry || underWay.has(id)) throw new AppError('app/undo-over')
        underWay.add(id)
        try {
          await entry.back()
        } finally {
          underWay.delete(id)
        }
        entries.delete(id)
        clearTimeout(entry.timer)
        emit('undo.changed', {})
        return { id, kind: entry.kind }
      },
    },
    close() {
      for (const { timer } of entries.values()) clearTimeout(timer)
      entries.clear()
    },
  }
}
