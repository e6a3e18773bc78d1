import { useEffect, useMemo } from 'react'
import type { FailureError } from '../../shared/errors/failure-error.ts'
import { useWords } from '../words/index.ts'

/** Where an error of a form is said. */
export interface FieldErrors<F extends string> {
  /** What to say under each field, with its label for a name. */
  readonly at: Readonly<Partial<Record<F, string>>>
  /** The error itself, where it is about no field of the form. */
  readonly rest: FailureError | undefined
}

/** `hosts[1]` is about the second of what was typed into `hosts`, `login.user` about `user` of `login`. */
function isAbout(field: string, name: string): boolean {
  return field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`)
}

/** Shows what has to be corrected, also where it is folded away. */
function showFirstWrong(): void {
  const wrong = document.querySelector<HTMLElement>('[aria-invalid="true"]')
  const fold = wrong?.closest('details')
  if (fold) fold.open = true
  wrong?.focus()
}

/**
 * What is wrong with a field is said under it, in the words of its label. @param labels by the names that the contract has
 * for the fields of the form
 */
export function useFieldErrors<F extends string>(
  error: FailureError | undefined,
  labels: Readonly<Record<F, string>>,
): FieldErrors<F> {
  const { failure } = useWords()
  const told = error?.code === 'app/invalid-input' ? error.values['field'] : ''
  const field = typeof told === 'string' ? told : ''
  const name = (Object.keys(labels) as F[]).find((one) => field !== '' && isAbout(field, one))
  const number = name === undefined ? undefined : /^\[(\d+)\]/.exec(field.slice(name.length))?.[1]
  const label = name === undefined ? '' : labels[name]
  useEffect(() => {
    if (error && label !== '') showFirstWrong()
  }, [error, label])
  return useMemo<FieldErrors<F>>(() => {
    const at: Partial<Record<F, string>> = {}
    if (error === undefined || name === undefined) return { at, rest: error }
    const called = number === undefined ? label : `${label} (${Number(number) + 1})`
    at[name] = failure({ ...error.toFailure(), values: { ...error.values, field: called } }).message
    return { at, rest: undefined }
  }, [error, failure, label, name, number])
}
