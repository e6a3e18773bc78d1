import { createContext, use } from 'react'
import type { Client } from '../../shared/client.ts'
import type { Connection } from '../transport/connection.ts'
import type { QueryStore } from './store.ts'

/** What every screen may use to reach the engine. */
export interface Engine {
  readonly client: Client
  readonly connection: Connection
  readonly store: QueryStore
  /** Asks the person for the passphrase, in place. True when the authority is unlocked afterwards. */
  readonly unlock: () => Promise<boolean>
  /** Asks for the passphrase of one call, which is kept nowhere; null when the person closed the question. */
  readonly askPassphrase: () => Promise<string | null>
}

export const EngineContext = createContext<Engine | null>(null)

export function useEngine(): Engine {
  const engine = use(EngineContext)
  if (!engine) throw new Error('no engine above this component')
  return engine
}
