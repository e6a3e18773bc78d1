import type { GateActivity, GateKnock } from '../../gate/protocol.ts'

/** Somebody who watches the door: hears all that the gate tells, also what is not listed as activity. */
export interface Watcher {
  onLine(line: GateActivity): void
  onKnock(knock: GateKnock): void
}

export interface Door {
  told(lines: readonly GateActivity[]): void
  knocked(knocks: readonly GateKnock[]): void
  /** @returns a function that ends it */
  watch(watcher: Watcher): () => void
}

export function createDoor(): Door {
  const watchers = new Set<Watcher>()
  return {
    told(lines) {
      for (const watcher of watchers) for (const line of lines) watcher.onLine(line)
    },
    knocked(knocks) {
      for (const watcher of watchers) for (const knock of knocks) watcher.onKnock(knock)
    },
    watch(watcher) {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
}
