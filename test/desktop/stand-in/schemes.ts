import { record } from './record.ts'

type Scheme = (request: { url: string }) => Promise<Response>
const schemes = new Map<string, Scheme>()

export const protocol = {
  registerSchemesAsPrivileged: (list: unknown[]) => void record.schemes.push(...list),
  handle: (scheme: string, handler: Scheme) => void schemes.set(scheme, handler),
}

/** What the program's own scheme answers. */
export function request(url: string): Promise<Response> | undefined {
  return schemes.get(new URL(url).protocol.replace(':', ''))?.({ url })
}
