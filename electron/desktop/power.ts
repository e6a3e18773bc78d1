import type { PowerMonitor } from 'electron'

/**
 * What the system says about sleep. Before it, the keys leave the memory, which may be written to the disk; after it,
 * sites listen again and everything is judged by the time that it is then.
 */
export function followPower(
  monitor: PowerMonitor,
  actions: { readonly onSleep: () => void; readonly onWake: () => void; readonly onShutdown: () => void },
): void {
  monitor.on('suspend', actions.onSleep)
  monitor.on('resume', actions.onWake)
  monitor.on('shutdown', actions.onShutdown)
}
