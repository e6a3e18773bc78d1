import type { z } from 'zod'

/** One method of the contract: what goes in, what comes out. Both are checked at the border of the engine. */
export interface Method<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly output: O
}

/** Declares a method; exists so that the types of `input` and `output` are inferred together. */
export function method<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Method<I, O> {
  return { input, output }
}
