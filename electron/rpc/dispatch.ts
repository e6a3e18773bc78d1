import type { z } from 'zod'
import { contract, type MethodName } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import type { Engine } from '../engine/engine.ts'

/** What the dispatcher reports besides the reply: bugs, for the shell's log. */
export interface DispatchOptions {
  /** Called with errors that are not in the catalogue; the caller only sees `app/unexpected`. */
  readonly onBug: (method: string, error: unknown) => void
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(contract, name)
}

/** Names the first wrong field in words: `hosts[0]: must be a host name`. */
function describeIssue(error: z.ZodError): AppError {
  const [issue] = error.issues
  const path = issue?.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? ''
  return new AppError('app/invalid-input', {
    field: path.replace(/^\./, '') || 'input',
    problem: issue?.message ?? 'is not valid',
  })
}

/** The ONE way into the engine: parse → engine → envelope, the same for every transport. */
export function createDispatcher(engine: Engine, options: DispatchOptions): Transport {
  return {
    async call(method: string, input: unknown): Promise<Envelope> {
      try {
        if (!isMethodName(method)) throw new AppError('app/unknown-method', { method: method.slice(0, 64) })
        const parsed = contract[method].input.safeParse(input)
        if (!parsed.success) throw describeIssue(parsed.error)
        const run = engine.methods[method] as (input: unknown) => Promise<unknown>
        return { ok: true, value: await run(parsed.data) }
      } catch (error) {
        if (error instanceof AppError) return { ok: false, error: error.toFailure() }
        options.onBug(method, error)
        return { ok: false, error: new AppError('app/unexpected').toFailure() }
      }
    },
    subscribe: (listener) => engine.subscribe(listener),
  }
}
