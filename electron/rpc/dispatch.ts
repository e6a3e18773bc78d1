import type { z } from 'zod'
import { FIELD_PROBLEMS } from '../../shared/contract/field.ts'
import { holdsField, pathFields, type FieldPath } from '../../shared/contract/file-path.ts'
import { contract, type MethodName } from '../../shared/contract/index.ts'
import { managing, withheldEvents, withheldFields } from '../../shared/contract/managing.ts'
import type { Caller } from '../../shared/contract/method.ts'
import { AppError } from '../../shared/errors/index.ts'
import { message, type Message } from '../../shared/messages/message.ts'
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

/** `hosts[0]`; `input` for the whole of it. */
function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  return name.replace(/^\./, '') || 'input'
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  )
}

/** What is wrong with a field: the contract's own word for it, or what its limits say. */
function fieldProblem(issue: z.core.$ZodIssue, input: unknown): Message {
  if (issue.message.startsWith(FIELD_PROBLEMS)) {
    // Both are the contract's own; see `must`.
    const values = issue.code === 'custom' ? (issue.params as Message['values'] | undefined) : undefined
    return { id: issue.message, values: values ?? {} }
  }
  if (valueAt(input, issue.path) === undefined) return message('parts.field.missing')
  switch (issue.code) {
    case 'too_small': {
      const number = Number(issue.minimum)
      if (issue.origin === 'array') return message('parts.field.minItems', { number })
      if (issue.origin !== 'string') return message('parts.field.min', { number })
      return number === 1 ? message('parts.field.empty') : message('parts.field.minCharacters', { number })
    }
    case 'too_big': {
      const number = Number(issue.maximum)
      if (issue.origin === 'array') return message('parts.field.maxItems', { number })
      return message(issue.origin === 'string' ? 'parts.field.maxCharacters' : 'parts.field.max', { number })
    }
    case 'invalid_value':
      return message('parts.field.oneOf', { values: issue.values.map(String) })
    case 'unrecognized_keys':
      return message('parts.field.unknownFields', { names: issue.keys })
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_type':
    case 'invalid_union':
    case 'not_multiple_of':
      return message('parts.field.invalid')
  }
}

/** Names the first wrong field: `hosts[0]: must be a host name`. */
function describeIssue(error: z.ZodError, input: unknown): AppError {
  const [issue] = error.issues
  return new AppError('app/invalid-input', {
    field: fieldName(issue?.path ?? []),
    problem: issue ? fieldProblem(issue, input) : message('parts.field.invalid'),
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
  if (via !== 'browser' && via !== 'page' && via !== 'device') return
  const withheld = via === 'device' ? (withheldFields[method] ?? []) : []
  if (withheld.some((one) => holdsField(input, [one]))) throw new AppError('app/not-from-here', { method })
  const field = pathsOf(method).find((one) => holdsField(input, one))
  if (field) throw new AppError('app/path-from-browser', { field: field.join('.') })
}

/** Longer than any passphrase. Characters. */
const MAX_PASSPHRASE = 1024

/**
 * Takes the passphrase out of a call that a device makes through the gate, where the method has no place for one.
 * @returns null where the device's certificate is enough @throws AppError session/passphrase-each-time
 */
function takePassphrase(method: MethodName, input: unknown): { input: unknown; passphrase: string } | null {
  // Of the contract's methods only those that are named reach this.
  const proof = (managing as Readonly<Partial<Record<MethodName, 'certificate' | 'passphrase'>>>)[method]
  if (proof === 'certificate') return null
  const given = typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>) : {}
  const { passphrase, ...rest } = given
  if (typeof passphrase !== 'string' || passphrase === '' || passphrase.length > MAX_PASSPHRASE) {
    throw new AppError('session/passphrase-each-time')
  }
  const { shape = {} } = contract[method].input.def as { readonly shape?: object }
  return { input: Object.hasOwn(shape, 'passphrase') ? given : rest, passphrase }
}

/** The ONE way into the engine: parse → engine → envelope, the same for every transport. */
export function createDispatcher(engine: Engine, options: DispatchOptions): Dispatcher {
  const call = async (method: string, input: unknown, caller: Caller): Promise<Envelope> => {
    try {
      if (!isMethodName(method)) throw new AppError('app/unknown-method', { method: method.slice(0, 64) })
      // Before the input is even read: a stranger learns nothing from what is said of it.
      authorize(method, null, caller)
      const proof = caller.via === 'device' ? takePassphrase(method, input) : null
      const said = proof ? proof.input : input
      const parsed = contract[method].input.safeParse(said)
      if (!parsed.success) throw describeIssue(parsed.error, said)
      authorize(method, parsed.data, caller)
      if (proof) {
        const { passphrase } = proof
        return { ok: true, value: await callAs(caller, () => engine.confirmed(method, parsed.data, passphrase)) }
      }
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
    subscribe(listener) {
      if (caller.via === 'page') return () => undefined
      if (caller.via !== 'device') return engine.subscribe(listener)
      return engine.subscribe((event) => (withheldEvents.has(event.event) ? undefined : listener(event)))
    },
  })
  return { for: transportFor, ...transportFor({ via: 'direct' }) }
}
