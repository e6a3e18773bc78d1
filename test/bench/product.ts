import fs from 'node:fs'
import path from 'node:path'
import { cli, startServe } from '../support/cli.ts'
import { freePort } from '../support/gate.ts'
import { childrenOf } from '../support/processes.ts'

/** The program as people run it: `vestibule serve` with one site and one device, whose gate reports and whose engine records. */
export interface Product {
  readonly port: number
  /** Of the gate. */
  readonly pid: number
  /** PEM file of the device's certificate and key. */
  readonly pem: string
  stop(): Promise<void>
}

/** @param folder where it keeps its data @param upstream URL of what the site protects */
export async function startProduct(folder: string, upstream: string): Promise<Product> {
  const data = path.join(folder, 'data')
  const pem = path.join(folder, 'product.pem')
  const port = await freePort()
  const env = { VESTIBULE_DATA: data, VESTIBULE_PASSPHRASE: 'tidal otter lantern basin' }
  const must = async (...args: readonly string[]): Promise<void> => {
    const { status, stdout, stderr } = await cli([...args, '--json'], env)
    if (status !== 0) throw new Error(`vestibule ${args.join(' ')}: ${stdout}${stderr}`)
  }
  fs.mkdirSync(folder, { recursive: true })
  await must('authority', 'create', '--name', 'Bench', '--key', 'p256')
  await must('device', 'add', 'client', '--platform', 'linux', '--key', 'p256')
  await must('device', 'export', 'client', '--format', 'pem', '--out', pem)
  await must('site', 'add', 'Bench', '--host', 'localhost', '--listen', `127.0.0.1:${port}`, '--upstream', upstream)
  const serve = await startServe([], env)
  const [pid] = childrenOf(serve.process.pid ?? 0)
  if (pid === undefined) throw new Error('the gate of the product does not run')
  return {
    port,
    pid,
    pem,
    stop: async () => {
      await serve.stop()
    },
  }
}
