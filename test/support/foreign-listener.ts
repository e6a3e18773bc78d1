import net from 'node:net'

/** Another program that has a port of the loopback address. */
export async function startForeignListener(port: number): Promise<{ close(): Promise<void> }> {
  const server = net.createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return { close: () => new Promise((resolve) => server.close(() => resolve())) }
}
