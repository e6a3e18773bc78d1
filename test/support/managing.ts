import { WebSocket } from 'ws'
import { showProof, transportOver, type OpenPage } from './interface-page.ts'
import { visit, type Visit } from './gate.ts'

/** A certificate with its key, as a device has them. */
export interface DeviceFile {
  readonly pfx: Buffer
  readonly passphrase: string
}

/** The interface behind the gate, as somebody in the network reaches it. */
export interface ManageAddress {
  readonly host: string
  readonly port: number
  readonly ca: string
}

/** One request for it. @param certificate none: a stranger */
export function ask(
  { host, port, ca }: ManageAddress,
  certificate: DeviceFile | undefined,
  options: { readonly path?: string; readonly headers?: Record<string, string>; readonly method?: string } = {},
): Promise<Visit> {
  return visit({ port, ca, servername: host, host: `${host}:${port}`, certificate, ...options })
}

/** Opens the address, and the page's WebSocket, as a browser with the device's certificate does. */
export async function openFromDevice(
  address: ManageAddress,
  certificate: DeviceFile,
  headers: Record<string, string> = {},
): Promise<OpenPage> {
  const page = await ask(address, certificate)
  if (page.status !== 200) throw new Error(`not let in: ${page.status}`)
  const cookie = page.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? ''
  const socket = await connectFromDevice(address, certificate, { cookie, ...headers })
  await showProof(socket, { token: '' })
  return { ...transportOver(socket), socket, token: '', cookie }
}

/** The page's WebSocket. Rejects with the status of a refusal. */
export function connectFromDevice(
  { host, port, ca }: ManageAddress,
  certificate: DeviceFile | undefined,
  headers: Record<string, string>,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const options = {
      ca,
      servername: host,
      headers: { host: `${host}:${port}`, origin: `https://${host}:${port}`, ...headers },
      ...certificate,
    }
    const socket = new WebSocket(`wss://127.0.0.1:${port}/rpc`, options)
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))))
    socket.once('error', reject)
  })
}
