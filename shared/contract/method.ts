import type { z } from 'zod'

/**
 * How a call comes in: `direct` from the command line that holds the data folder itself, `local` over the local socket,
 * `window` from the desktop's own window, `browser` over the WebSocket of a browser that was let in, `page` over that
 * WebSocket before the page has shown the token of its session, `device` over the WebSocket of a device that may manage,
 * which came through the gate (see managing.ts).
 */
export const transports = ['direct', 'local', 'window', 'browser', 'page', 'device'] as const
export type TransportName = (typeof transports)[number]

/** Who calls. */
export interface Caller {
  readonly via: TransportName
  /** Of a browser: its session. */
  readonly session?: string
  /** Name of the device that came through the gate; only with `device`. */
  readonly device?: string
}

/** What is true of a method besides its data. */
export interface MethodRules {
  /** Which transports may call it. Default: all but `page` and `device`; those of `device` are named in managing.ts. */
  readonly from?: readonly TransportName[]
}

/** One method of the contract: what goes in, what comes out. Both are checked at the border of the engine. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly output: O
  readonly from: readonly TransportName[]
}

const PROVEN: readonly TransportName[] = ['direct', 'local', 'window', 'browser']

/** Declares a method; exists so that the types of `input` and `output` are inferred together. */
export function method<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  { from = PROVEN }: MethodRules = {},
): Method<I, O> {
  return { input, output, from }
}
