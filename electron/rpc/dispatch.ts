import type { z } from 'zod'
import { holdsField, pathFields, type FieldPath } from '../../shared/contract/file-path.ts'
import { contract, type MethodName } from '../../shared/contract/index.ts'
import type { Caller } from '../../shared/contract/method.ts'
import { AppError } from '../../shared/errors/index.ts'
import type { Envelope, Transport } from '../../shared/transport.ts'
import { callAs } from '../engine/app/caller.ts'
import type { Engine } from '../engine/engine.ts'

/** What the dispatcher reports besides the reply: bugs, for the shell's log. */
export interface DispatchOptions {
  /** Called with errors that are not in the catalogue; the caller only sees `app/unexpected`. */
  readonly onBug: (method: string, error: unknown) => void
}

/** The way into the engine: by itself for the process that holds it, and for everybody else by who calls. */
export interface Dispatcher extends Transport {
  for(caller: Caller): Transport
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

/** Fields of each method that are paths, found once. */
const knownPaths = new Map<MethodName, readonly FieldPath[]>()

function pathsOf(method: MethodName): readonly FieldPath[] {
  const known = knownPaths.get(method) ?? pathFields(contract[method].input)
  knownPaths.set(method, known)
  return known
}

/**
 * What a caller may not do, whatever the engine would say. A page of the browser never names a path: whoever has its
 * session would read and write every file of the owner's account.
 * @throws AppError session/not-let-in, app/not-from-here, app/path-from-browser
 */
function authorize(method: MethodName, input: unknown, { via }: Caller): void {
  if (!contract[method].from.includes(via)) {
    throw via === 'page' ? new AppError('session/not-let-in') : new AppError('app/not-from-here', { method })
  }
  if (via !== 'browser' && via !== 'page') return
  const field = pathsOf(method).find((one) => holdsField(input, one))
  if (field) throw new AppError('app/path-from-browser', { field: field.join('.') })
}

/** The ONE way into the engine: parse → engine → envelope, the same for every transport. */
export function createDispatcher(engine: Engine, options: DispatchOptions): Dispatcher {
  const call = async (method: string, input: unknown, caller: Caller): Promise<Envelope> => {
    try {
      if (!isMethodName(method)) throw new AppError('app/unknown-method', { method: method.slice(0, 64) })
      // Before the input is even read: a stranger learns nothing from what is said of it.
      authorize(method, null, caller)
      const parsed = contract[method].input.safeParse(input)
      if (!parsed.success) throw describeIssue(parsed.error)
      authorize(method, parsed.data, caller)
      const run = engine.methods[method] as (input: unknown, caller: Caller) => Promise<unknown>
      return { ok: true, value: await callAs(caller, () => run(parsed.data, caller)) }
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toFailure() }
      options.onBug(method, error)
      return { ok: false, error: new AppError('app/unexpected').toFailure() }
    }
  }
  const transportFor = (caller: Caller): Transport => ({
    call: (method, input) => call(method, input, caller),
    subscribe: (listener) => (caller.via === 'page' ? () => undefined : engine.subscribe(listener)),
  })
  return { for: transportFor, ...transportFor({ via: 'direct' }) }
}
