import type { MethodName } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors/index.ts'
import type { AuditLog } from '../audit/audit.ts'
import type { Engine } from '../engine.ts'

type Methods = Engine['methods']

/** Calls that are under way, so that the program does not close under them. */
export interface Calls {
  /** The same methods; each call counts as under way until it is answered. @throws AppError "app/closing" after `end` */
  readonly methods: Methods
  /** One of them, with the passphrase checked first. */
  readonly confirmed: Engine['confirmed']
  /** Refuses every call from now on. Resolves when none is under way, or after so many milliseconds. */
  end(timeoutMs: number): Promise<void>
}

export interface CountCallsOptions {
  /** Writes down what changed something or gave a secret away: every call passes here. */
  readonly audit: Pick<AuditLog, 'watch'>
  /** @throws AppError for a wrong passphrase */
  readonly confirm: (passphrase: string) => Promise<unknown>
}

export function countCalls({ audit, confirm }: CountCallsOptions, methods: Methods): Calls {
  const underWay = new Set<Promise<unknown>>()
  let ending = false
  const count = async (name: MethodName, input: unknown, work: () => Promise<unknown>): Promise<unknown> => {
    if (ending) throw new AppError('app/closing')
    const call = audit.watch(name, input, work)
    underWay.add(call)
    try {
      return await call
    } finally {
      underWay.delete(call)
    }
  }
  const counted =
    (name: MethodName, method: (input: never) => Promise<unknown>) =>
    (input: never): Promise<unknown> =>
      count(name, input, () => method(input))
  return {
    methods: Object.fromEntries(
      Object.entries(methods).map(([name, method]) => [name, counted(name as MethodName, method)]),
    ) as unknown as Methods,
    confirmed: ((name, input, passphrase) =>
      count(name, input, async () => {
        await confirm(passphrase)
        return (methods[name] as (input: unknown) => Promise<unknown>)(input)
      })) as Engine['confirmed'],
    async end(timeoutMs) {
      ending = true
      let timer: NodeJS.Timeout | undefined
      const tooLong = new Promise((resolve) => (timer = setTimeout(resolve, timeoutMs)))
      await Promise.race([Promise.allSettled(underWay), tooLong])
      clearTimeout(timer)
    },
  }
}
