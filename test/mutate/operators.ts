/** Faults of the kind that a careless change makes, as replacements in a source file. */
import { parseSync } from '@swc/core'

export interface Fault {
  /** Byte offsets in the file (UTF-8). */
  readonly start: number
  readonly end: number
  readonly original: string
  readonly replacement: string
}

/** A node of the syntax tree, as far as it is looked at here. */
interface Node {
  readonly type: string
  readonly span?: { readonly start: number; readonly end: number }
  readonly [field: string]: unknown
}

const BINARY: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '&&': ['||'],
  '||': ['&&'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
}

/** Types say nothing at run time: a fault in them is no fault. */
const TYPES = /^(?:Ts(?!AsExpression|NonNull|Satisfies)|ImportDeclaration|ExportNamed|ExportAll)/

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** Every fault that can be planted in this source, in order. `tsx`: it holds JSX. */
export function faultsIn(source: string, tsx: boolean): Fault[] {
  // swc counts bytes over all that it has parsed: the semicolon in front tells where this file begins.
  const tree = parseSync(`;${source}`, { syntax: 'typescript', tsx, target: 'esnext' }) as unknown as Node
  const [first] = tree['body'] as Node[]
  const base = (first?.span?.start ?? 0) + 1
  const bytes = Buffer.from(source)
  const faults: Fault[] = []
  const text = (node: Node): string =>
    bytes.subarray((node.span?.start ?? 0) - base, (node.span?.end ?? 0) - base).toString()
  const add = (node: Node, replacement: string): void => {
    const start = (node.span?.start ?? 0) - base
    const end = (node.span?.end ?? 0) - base
    if (start < 0 || end <= start) return
    faults.push({ start, end, original: text(node), replacement })
  }
  const visit = (node: Node): void => {
    if (TYPES.test(node.type)) return
    look(node)
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) {
        for (const one of value) {
          if (isNode(one)) visit(one)
          // Arguments and elements are wrapped.
          else if (isNode((one as { expression?: unknown } | null)?.expression))
            visit((one as { expression: Node }).expression)
        }
      } else if (isNode(value)) visit(value)
    }
  }
  const look = (node: Node): void => {
    if (node.type === 'BinaryExpression') {
      const [left, right] = [node['left'] as Node, node['right'] as Node]
      const stringy = [left, right].some((one) => /^(?:StringLiteral|TemplateLiteral)$/.test(one.type))
      for (const operator of stringy && node['operator'] === '+' ? [] : (BINARY[String(node['operator'])] ?? [])) {
        add(node, `${text(left)} ${operator} ${text(right)}`)
      }
      if (node['operator'] === '??') add(node, text(right))
    }
    if (node.type === 'UnaryExpression' && node['operator'] === '!') add(node, text(node['argument'] as Node))
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
      const condition = node['test'] as Node
      add(condition, `!(${text(condition)})`)
    }
    if (node.type === 'BooleanLiteral') add(node, node['value'] === true ? 'false' : 'true')
    if (node.type === 'NumericLiteral') {
      const value = Number(node['value'])
      for (const other of value === 0 ? [1] : [value + 1, 0]) add(node, String(other))
    }
    if (node.type === 'ExpressionStatement') {
      const { type } = node['expression'] as Node
      if (/^(?:CallExpression|AwaitExpression|AssignmentExpression|OptionalChainingExpression)$/.test(type))
        add(node, ';')
    }
    if (node.type === 'ReturnStatement' && isNode(node['argument'])) {
      const { type } = node['argument']
      if (type === 'ArrayExpression' && text(node['argument']) !== '[]') add(node['argument'], '[]')
    }
    if (node.type === 'ThrowStatement') add(node, ';')
  }
  visit(tree)
  return faults.filter(({ original, replacement }) => original !== replacement)
}
