const handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>()

export const ipcMain = {
  handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown) =>
    void handlers.set(channel, handler),
  removeHandler: (channel: string) => void handlers.delete(channel),
}

/** A call from a page: what crosses is copied, as by the structured clone algorithm. */
export async function invoke(channel: string, senderFrame: unknown, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel)
  if (!handler) throw new Error(`No handler registered for '${channel}'`)
  return structuredClone(await handler({ senderFrame }, ...structuredClone(args)))
}
