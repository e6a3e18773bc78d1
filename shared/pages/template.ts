import { escapeHtml } from './escape.ts'
import { renewForm, type PageText } from './html.ts'
import { pageIn } from './words.ts'

/** What may stand in a page of the owner's, in double braces. */
export const placeholders = ['title', 'what', 'do', 'code', 'name', 'contact', 'renew'] as const
type Placeholder = (typeof placeholders)[number]

/** Bytes of UTF-8. */
export const MOST_PAGE_BYTES = 65_536

/** Bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let length = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
  }
  return length
}

/** The name still has white space around it: a pattern that leaves it out takes minutes over many spaces. */
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g

function isPlaceholder(name: string): name is Placeholder {
  return (placeholders as readonly string[]).includes(name)
}

/** The first placeholder of a template that does not exist; null when all of them do. */
export function unknownPlaceholder(template: string): string | null {
  for (const [, inside = ''] of template.matchAll(PLACEHOLDER)) {
    const name = inside.trim()
    if (!isPlaceholder(name)) return name
  }
  return null
}

/**
 * A page of the owner's own HTML. Values are escaped, in attributes too; the gate sends it with the same headers as its
 * own pages, under which no script runs and nothing is loaded.
 */
export function fillPage(template: string, page: PageText): string {
  const { outcome, code, contact, renew = false, language = 'en' } = page
  const { frame, ...text } = pageIn(language, outcome)
  const [number = '', name = ''] = (code ?? '').split(' ', 2)
  const values: Readonly<Record<Placeholder, string>> = {
    title: escapeHtml(text.title),
    what: escapeHtml(text.what),
    do: escapeHtml(text.next),
    // Empty without a certificate: 0 would read as "good".
    code: escapeHtml(number),
    name: escapeHtml(name),
    contact: escapeHtml(contact),
    renew: renew ? renewForm(frame.renew) : '',
  }
  return template.replace(PLACEHOLDER, (whole, inside: string) => {
    const name = inside.trim()
    return isPlaceholder(name) ? values[name] : whole
  })
}

/** Something to begin with. */
export const startingTemplate = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{{title}}</title>
    <style>
      :root { color-scheme: light dark }
      body { margin: 0 auto; padding: 48px 24px; max-width: 34rem; font: 18px/1.5 system-ui, sans-serif }
      small { opacity: 0.75 }
    </style>
  </head>
  <body>
    <h1>{{title}}</h1>
    <p>{{what}}</p>
    <p>{{do}}</p>
    <p>{{contact}}</p>
    {{renew}}
    <small>{{code}} {{name}}</small>
  </body>
</html>
`
