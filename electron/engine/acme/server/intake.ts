import { isIP } from 'node:net'
import { z } from 'zod'
import type { AcmeRequest, AcmeResponse } from '../../../gate/acme-protocol.ts'
import type { AcmeServer } from './server.ts'
import { MAX_REQUEST_BYTES, type ServerResponse } from './types.ts'

/** Requests that are answered at the same time; as many as an honest gate passes on. */
const MAX_AT_ONCE = 64

/** What a gate may say. One that was taken over may say anything. */
const GateRequest = z.strictObject({
  id: z.int().min(1),
  method: z.enum(['GET', 'HEAD', 'POST']),
  path: z
    .string()
    .max(1024)
    .regex(/^\/[\x21-\x7e]*$/),
  contentType: z.string().max(200),
  body: z.base64().max(Math.ceil(MAX_REQUEST_BYTES / 3) * 4),
  address: z.string().refine((text) => isIP(text) !== 0),
})

const BUSY: ServerResponse = {
  status: 503,
  headers: { 'content-type': 'application/problem+json', 'retry-after': '5' },
  body: JSON.stringify({
    type: 'urn:ietf:params:acme:error:rateLimited',
    detail: 'Too many requests at once.',
    status: 503,
  }),
}

/** Takes requests from the gate. Nothing of them is believed but method, path, type, body and address. */
export interface Intake {
  take(request: AcmeRequest, reply: (response: AcmeResponse) => void): void
  /** Resolves when every request is answered. */
  idle(): Promise<void>
}

export function createIntake(server: Pick<AcmeServer, 'handle'>): Intake {
  const running = new Set<Promise<void>>()
  return {
    take(request, reply) {
      const parsed = GateRequest.safeParse(request)
      // No honest gate says that: it gets no answer.
      if (!parsed.success) return
      const { id, body, ...asked } = parsed.data
      const answer = ({ status, headers, body: text }: ServerResponse): void =>
        reply({ id, status, headers, body: text })
      if (running.size >= MAX_AT_ONCE) return answer(BUSY)
      const work = server
        .handle({ ...asked, body: Buffer.from(body, 'base64') })
        .then(answer)
        // The database was closed meanwhile: the gate says that there was no answer.
        .catch(() => undefined)
        .finally(() => running.delete(work))
      running.add(work)
    },
    idle: async () => void (await Promise.all(running)),
  }
}
