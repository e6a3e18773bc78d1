import type { CodeExplanation } from '../contract/diagnosis.ts'

/** Those that contain every word of `search`. */
export function codesWith(all: readonly CodeExplanation[], search: string): CodeExplanation[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter((code) => {
    const text = [code.number ?? '', code.name, ...code.aliases, code.explanation, ...code.causes]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
