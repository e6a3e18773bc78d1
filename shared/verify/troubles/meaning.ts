import { troubles } from '../../messages/compiled/en/troubles.ts'
import type { Message } from '../../messages/message.ts'
import type { Meaning } from '../meaning.ts'
import type { TroubleId } from './texts.ts'

/** What a trouble means to a person, and its title. */
export function troubleMeaning(id: TroubleId): Meaning & { readonly title: string } {
  const text = troubles[id]
  const said = (key: string): Message => ({ id: `troubles.${id}.${key}`, values: {} })
  return {
    title: String(text.title),
    explanation: said('explanation'),
    causes: Object.keys(text.causes).map((at) => said(`causes.${at}`)),
    fix: said('fix'),
  }
}
