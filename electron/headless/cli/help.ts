import type { Command } from './command.ts'
import { optionHelp } from './option-help.ts'

/** A command and its words. */
export type Named = readonly [words: string, command: Command]

/** Columns of help: of the terminal where there is one, and never more than can be read with ease. */
const MAX_COLUMNS = 100
const INDENT = '      '

/** Lines of at most so many columns; what has no blank is not broken. */
function wrapped(text: string, indent: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > columns) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, indent + line]
}

/** What an option takes, as the usage of its command has it: `FILE`, `on|off`. */
function valueOf(name: string, { usage, options }: Command): string {
  if (options[name]?.type === 'boolean') return ''
  const value = new RegExp(`--${name} ([^\\s\\[\\])…]+)`).exec(usage)?.[1] ?? 'VALUE'
  return ` ${value}${options[name]?.multiple === true ? '…' : ''}`
}

/** The help of one command: how it is written, what it does, and a sentence for every option. */
export function commandHelp([words, command]: Named, columns = MAX_COLUMNS): string {
  const width = Math.min(columns, MAX_COLUMNS)
  const options = Object.keys(command.options).flatMap((name) => [
    `  --${name}${valueOf(name, command)}`,
    ...wrapped(optionHelp(words, name) ?? '', INDENT, width),
  ])
  return [
    ...wrapped(`vestibule ${words} ${command.usage}`.trimEnd(), '', width),
    '',
    ...wrapped(`${command.summary[0]?.toUpperCase() ?? ''}${command.summary.slice(1)}.`, '', width),
    ...(options.length === 0 ? [] : ['', ...options]),
    '',
    ...everywhere(width),
  ].join('\n')
}

function everywhere(width: number): string[] {
  return ['json', 'data', 'passphrase-file'].flatMap((name) => [
    `  --${name}${{ data: ' DIR', 'passphrase-file': ' FILE' }[name] ?? ''}`,
    ...wrapped(optionHelp('', name) ?? '', INDENT, width),
  ])
}

/** All of these commands, each with what it does. */
export function overview(commands: readonly Named[]): string {
  const lines = commands.flatMap(([words, { usage, summary }]) => [
    `  vestibule ${words} ${usage}`.trimEnd(),
    `${INDENT}${summary}`,
  ])
  return [
    'Opens the login page of a device at home to your own devices only.',
    '',
    ...lines,
    '',
    'What each option of a command is for: vestibule COMMAND --help.',
    'Everywhere: --data DIR (or VESTIBULE_DATA), --json, --help, --version;',
    'where the passphrase is needed: --passphrase-file FILE (or VESTIBULE_PASSPHRASE).',
  ].join('\n')
}

/**
 * The help that is meant by the words before `--help`: of the one command that they begin with, else of all commands that
 * begin with them, as far as they are known.
 */
export function helpFor(words: readonly string[], commands: readonly Named[], columns?: number): string {
  for (let depth = words.length; depth > 0; depth -= 1) {
    const before = words.slice(0, depth).join(' ')
    const exact = commands.find(([name]) => name === before)
    if (exact) return commandHelp(exact, columns)
    const below = commands.filter(([name]) => name.startsWith(`${before} `))
    if (below.length > 0) return overview(below)
  }
  return overview(commands)
}
