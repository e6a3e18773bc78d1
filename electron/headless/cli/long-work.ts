import { randomUUID } from 'node:crypto'
import type { Client } from '../../../shared/client.ts'
import { visibleText } from '../../../shared/visible-text.ts'
import type { CommandContext } from './command.ts'

/** One line that changes, on a terminal; an empty text takes it away. Elsewhere nothing. */
function show(context: CommandContext, words: string): void {
  if (!context.json && process.stderr.isTTY) process.stderr.write(`\r\u001B[K${visibleText(words)}`)
}

/**
 * Long work of the engine, under an id: how far it is on standard error, and Ctrl+C ends it, also in an app that runs
 * elsewhere and would go on by itself. A second Ctrl+C ends the command at once.
 * @param work is given the id, and may say in its own words how far it is
 */
export async function longWork<T>(
  context: CommandContext,
  client: Client,
  work: (runId: string, say: (words: string) => void) => Promise<T>,
): Promise<T> {
  const runId = randomUUID()
  const cancel = (): void => void client.call('app.cancel', { runId }).catch(() => undefined)
  process.once('SIGINT', cancel)
  const off = client.on('app.progress', (progress) => {
    if (progress.runId !== runId || progress.total === 0) return
    show(context, `${Math.min(100, Math.round((progress.done / progress.total) * 100))} %`)
  })
  try {
    return await work(runId, (words) => show(context, words))
  } finally {
    off()
    process.off('SIGINT', cancel)
    show(context, '')
  }
}
