import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const mantine = path.join(root, 'node_modules/@mantine/core')
const code = path.join(mantine, 'esm')

/** Names that the interface imports from the library of components. */
function imported(): Set<string> {
  const names = new Set<string>()
  for (const file of fs.readdirSync(path.join(root, 'renderer'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue
    const text = fs.readFileSync(path.join(root, 'renderer', file), 'utf8')
    for (const [, list = ''] of text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g))
      for (const name of list.split(',')) names.add(name.trim().replace(/^type /, ''))
  }
  return names
}

/** Names of the style sheets that those components need, and the components inside of them. */
export function neededStyles(): string[] {
  const needed = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file) || !file.startsWith(code)) return
    seen.add(file)
    const style = /([A-Za-z]+)\.module\.mjs$/.exec(file)?.[1]
    if (style !== undefined) needed.add(style)
    const text = fs.readFileSync(file, 'utf8')
    for (const [, next = ''] of text.matchAll(/from "(\.[^"]*\.mjs)"/g)) visit(path.resolve(path.dirname(file), next))
  }
  for (const name of imported()) {
    const file = path.join(code, 'components', name, `${name}.mjs`)
    if (fs.existsSync(file)) visit(file)
  }
  return [...needed].toSorted()
}

/** The style sheets that the interface has, in its order. */
export function presentStyles(): string[] {
  const text = fs.readFileSync(path.join(root, 'renderer/app/mantine.css'), 'utf8')
  return [...text.matchAll(/@import '@mantine\/core\/styles\/([A-Za-z-]+)\.css'/g)].map(([, name = '']) => name)
}

/** The library's own order: of two rules of one weight the later one counts. */
export function libraryOrder(names: readonly string[]): string[] {
  const all = fs.readFileSync(path.join(mantine, 'styles.css'), 'utf8')
  const place = (name: string): number => {
    const text = fs.readFileSync(path.join(mantine, 'styles', `${name}.css`), 'utf8')
    return all.indexOf(text.trim().slice(0, 200))
  }
  return names.toSorted((one, other) => place(one) - place(other))
}
