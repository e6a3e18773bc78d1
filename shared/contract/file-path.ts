import { z } from 'zod'
import { must } from './field.ts'

/** Every schema that is a path of the computer that the program runs on. */
const paths = z.registry<Record<string, never>>()

/** Absolute path of a file on the computer that the program runs on. Never taken from a browser: see `pathFields`. */
export const FilePath = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, must('absolutePath'))
  .regex(/^[^\0]*$/, must('nul'))
  .register(paths, {})

/** One field of an input: the names that lead to it; `*` for every element of a list or record. */
export type FieldPath = readonly string[]

interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly innerType?: z.ZodType
  readonly element?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly items?: readonly z.ZodType[]
  readonly valueType?: z.ZodType
  readonly in?: z.ZodType
  readonly left?: z.ZodType
  readonly right?: z.ZodType
}

/** Where in an input paths stand: found in its schema, so that none can be forgotten. */
export function pathFields(schema: z.ZodType, at: FieldPath = []): FieldPath[] {
  if (paths.has(schema)) return [at]
  const definition = schema.def as unknown as Definition
  const { shape = {}, element, valueType, innerType, options = [], items = [] } = definition
  const same = [innerType, definition.in, definition.left, definition.right, ...options]
  const inside = [element, valueType, ...items]
  return [
    ...Object.entries(shape).flatMap(([name, inner]) => pathFields(inner, [...at, name])),
    ...inside.flatMap((inner) => (inner ? pathFields(inner, [...at, '*']) : [])),
    ...same.flatMap((inner) => (inner ? pathFields(inner, at) : [])),
  ]
}

/** Whether an input holds something at a field; `null` and nothing are no path. */
export function holdsField(input: unknown, [name, ...rest]: FieldPath): boolean {
  if (input === undefined || input === null) return false
  if (name === undefined) return true
  if (typeof input !== 'object') return false
  if (name === '*') return Object.values(input).some((one) => holdsField(one, rest))
  return holdsField((input as Readonly<Record<string, unknown>>)[name], rest)
}
