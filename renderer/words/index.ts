import { en } from './en.ts'

/** Every text of the interface. A language is one value of this type: a missing text does not compile. */
export type Words = typeof en

/** The texts in the language of the window. English is the only one so far. */
export function useWords(): Words {
  return en
}
