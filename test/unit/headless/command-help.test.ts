import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { bashCompletion, fishCompletion } from '../../../electron/headless/cli/completion.ts'
import { helpFor } from '../../../electron/headless/cli/help.ts'
import { listCommands } from '../../../electron/headless/cli/main.ts'
import { OPTION_HELP, optionHelp } from '../../../electron/headless/cli/option-help.ts'

const commands = await listCommands()

test.each(commands.map(([words, command]) => [words, command] as const))(
  '%s: every option has a sentence',
  (words, command) => {
    const without = Object.keys(command.options).filter(
      (name) => !/^[A-Z"*].*[.)]$|\.$/.test(optionHelp(words, name) ?? ''),
    )
    expect(without).toEqual([])
  },
)

test('no sentence is for an option that there is not', () => {
  const used = new Set([
    'data',
    'json',
    'help',
    'version',
    'passphrase-file',
    ...commands.flatMap(([words, { options }]) =>
      Object.keys(options).map((name) => (Object.hasOwn(OPTION_HELP, `${words} ${name}`) ? `${words} ${name}` : name)),
    ),
  ])
  expect(Object.keys(OPTION_HELP).filter((key) => !used.has(key))).toEqual([])
})

test('help is of the one command that is named, also with its words and options behind it', () => {
  const help = helpFor(['site', 'set', 'Camera', '0.0.0.0:443'], commands)
  expect(help).toContain('--upstream-headers none|forwarded|names|full')
  expect(help).not.toContain('vestibule site add')
  expect(help.split('\n').filter((line) => line.length > 100 && line.includes(' ')).length).toBe(0)
  // Of a group: all of its commands; of what there is not: all commands.
  expect(helpFor(['site', 'rule'], commands)).toContain('vestibule site rule add')
  expect(helpFor(['site', 'rule'], commands)).not.toContain('vestibule site set')
  expect(helpFor(['nonsense'], commands)).toContain('vestibule authority create')
})

/** What bash offers for a line, by its own machinery. */
function offered(...words: readonly string[]): string[] {
  const script = `${bashCompletion(commands)}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vestibule; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, 'bash', 'vestibule', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
}

test('bash completes words, options and values', () => {
  expect(offered('auth')).toEqual(['authority'])
  expect(offered('site', 'rule', '')).toEqual(['add', 'list', 'remove'])
  expect(offered('site', 'set', 'Camera', '--upstream-he')).toEqual(['--upstream-headers'])
  expect(offered('site', 'set', 'Camera', '--upstream-headers', 'f')).toEqual(['forwarded', 'full'])
  expect(offered('device', 'show', '--js')).toEqual(['--json'])
})

test('fish gets a line for each word and each option', () => {
  const lines = fishCompletion(commands).split('\n')
  expect(
    lines.filter((line) => line.includes("-l 'upstream-headers'") || line.includes('-l upstream-headers')),
  ).toHaveLength(2)
})
