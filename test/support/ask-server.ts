import { diagnoseServer } from '../../electron/engine/diagnosis/server/index.ts'
import { ServerDiagnosis } from '../../shared/contract/diagnosis.ts'
import type { Texts } from '../../shared/messages/json.ts'
import { said } from './said.ts'

export interface AskOptions {
  readonly port: number
  /** PEM texts; the certificate with its chain. */
  readonly as?: { readonly cert: string; readonly key: string }
  readonly servername?: string
  /** PEM of authorities that are known here. */
  readonly trust?: readonly string[]
}

/** Diagnoses a server on the loopback address, in English, and holds the answer to the contract: no field missing, no key in it. */
export async function askServer({
  port,
  as,
  servername = 'camera.home',
  trust = [],
}: AskOptions): Promise<Texts<ServerDiagnosis>> {
  const found = await diagnoseServer({
    host: '127.0.0.1',
    port,
    servername,
    credentials: as ? { certPem: as.cert, keyPem: as.key } : null,
    trust,
    now: Date.now,
  })
  const parsed = ServerDiagnosis.parse(found)
  if (JSON.stringify(parsed).includes('PRIVATE KEY')) throw new Error('there is a key in the report')
  return said(parsed)
}
