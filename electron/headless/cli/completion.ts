import { UsageError, type Command } from './command.ts'
import { optionHelp } from './option-help.ts'
import type { Named } from './help.ts'

/** Of every command. */
const EVERYWHERE = ['data', 'json', 'help', 'passphrase-file']

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Words that may follow other words: '' → serve, authority …; 'site' → add, set …. */
function wordsAfter(commands: readonly Named[]): Map<string, Set<string>> {
  const after = new Map<string, Set<string>>()
  for (const [words] of commands) {
    const parts = words.split(' ')
    for (const [depth, part] of parts.entries()) {
      const before = parts.slice(0, depth).join(' ')
      after.set(before, (after.get(before) ?? new Set()).add(part))
    }
  }
  return after
}

/** The values of an option that is one of a few, as its command's usage has them. */
function choicesOf(name: string, { usage }: Command): string[] {
  const value = new RegExp(`--${name} ([a-z0-9][a-z0-9-]*(?:\\|[a-z0-9][a-z0-9-]*)+)`).exec(usage)?.[1]
  return value === undefined ? [] : value.split('|')
}

/** bash(1), "Programmable Completion": words of commands, options, and values where there are few; else files. */
export function bashCompletion(commands: readonly Named[]): string {
  const all = EVERYWHERE.map((name) => `--${name}`).join(' ')
  const values = commands.flatMap(([words, command]) =>
    Object.keys(command.options).flatMap((name) => {
      const choices = choicesOf(name, command)
      return choices.length === 0
        ? []
        : [`        ${quoted(`${words} --${name}`)}) values=${quoted(choices.join(' '))} ;;`]
    }),
  )
  return [
    '# bash completion for vestibule(1)',
    '_vestibule() {',
    '    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words= word known= command=',
    '    local next= options= values=',
    '    COMPREPLY=()',
    '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '        case $word in -*) continue ;; esac',
    '        words="${words:+$words }$word"',
    '        case $words in',
    ...commands.map(([words]) => `            ${quoted(words)}) command=$words ;;`),
    '        esac',
    '    done',
    '    case $words in',
    ...[...wordsAfter(commands)].map(
      ([before, next]) => `        ${quoted(before)}) next=${quoted([...next].join(' '))} ;;`,
    ),
    '    esac',
    '    case $command in',
    ...commands.map(
      ([words, { options }]) =>
        `        ${quoted(words)}) options=${quoted(
          Object.keys(options)
            .map((name) => `--${name}`)
            .join(' '),
        )} ;;`,
    ),
    '    esac',
    '    case "$command $previous" in',
    ...values,
    '    esac',
    '    if [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$current")); return; fi',
    '    case $current in',
    `        -*) COMPREPLY=($(compgen -W "$options ${all}" -- "$current")) ;;`,
    '        *) COMPREPLY=($(compgen -W "$next" -- "$current")) ;;',
    '    esac',
    '}',
    'complete -o default -F _vestibule vestibule',
  ].join('\n')
}

/** zsh takes bash's, by its own bashcompinit (zshcompsys(1)). */
export function zshCompletion(commands: readonly Named[]): string {
  return [
    '#compdef vestibule',
    'autoload -U +X compinit && compinit -u',
    'autoload -U +X bashcompinit && bashcompinit',
    bashCompletion(commands),
  ].join('\n')
}

/** fish(1), complete: each word and option with its sentence. */
export function fishCompletion(commands: readonly Named[]): string {
  // fish has no escape in single quotes but \' and \\.
  const text = (words: string): string => `'${words.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const inside = (words: string): string =>
    text(words === '' ? '__fish_use_subcommand' : `string match -q -- ${text(`${words}*`)} (__vestibule_words)`)
  const lines = [...wordsAfter(commands)].flatMap(([before, next]) =>
    [...next].map((word) => {
      const named = commands.find(([words]) => words === `${before} ${word}`.trim())
      const said = named === undefined ? '' : ` -d ${text(named[1].summary)}`
      const when =
        before === '' ? text('test (__vestibule_words) = ""') : text(`test (__vestibule_words) = "${before}"`)
      return `complete -c vestibule -f -n ${when} -a ${text(word)}${said}`
    }),
  )
  const options = commands.flatMap(([words, command]) =>
    Object.entries(command.options).map(([name, { type }]) => {
      const choices = choicesOf(name, command)
      const value = type === 'boolean' ? '' : choices.length === 0 ? ' -r -F' : ` -x -a ${text(choices.join(' '))}`
      const when = inside(words)
      return `complete -c vestibule -n ${when} -l ${name}${value} -d ${text(optionHelp(words, name) ?? '')}`
    }),
  )
  return [
    '# fish completion for vestibule(1)',
    'function __vestibule_words',
    '    string join " " (string match -v -- "-*" (commandline -opc)[2..])',
    'end',
    ...lines,
    ...options,
  ].join('\n')
}

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

export const completionCommand: Command = {
  usage: 'bash|zsh|fish',
  summary: 'write what makes a shell complete the words and options of this command line',
  options: {},
  words: [1, 1],
  async run(context) {
    const [shell = ''] = context.positionals
    if (!Object.hasOwn(shells, shell)) throw new UsageError('name the shell: bash, zsh or fish')
    const text = shells[shell as keyof typeof shells](await context.commands())
    return { value: { shell, script: text }, text }
  },
}
