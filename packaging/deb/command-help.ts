/** The manual page, made of the table that the command line itself goes by. */
import { optionHelp } from '../../electron/headless/cli/option-help.ts'
import { listCommands } from '../../electron/headless/cli/main.ts'
import { DATA } from '../installed.ts'

/** Text of man(7): a backslash and a hyphen are themselves, and no line is a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')
}

/** vestibule(1), by man-pages(7). @param mtime of the release, in seconds since 1970 */
export async function manualPage(version: string, mtime: number): Promise<string> {
  const day = new Date(mtime * 1000).toISOString().slice(0, 10)
  const commands = (await listCommands()).flatMap(([words, { usage, summary, options }]) => [
    '.TP',
    `.B ${roff(`vestibule ${words} ${usage}`.trimEnd())}`,
    roff(summary),
    ...Object.keys(options).flatMap((name) => [
      '.RS',
      '.TP',
      roff(`--${name}`),
      roff(optionHelp(words, name) ?? ''),
      '.RE',
    ]),
  ])
  return [
    `.TH VESTIBULE 1 ${day} "Vestibule ${version}"`,
    '.SH NAME',
    'vestibule \\- open the login page of a device at home to your own devices only',
    '.SH SYNOPSIS',
    '.B vestibule',
    '.I command',
    roff('[--data DIR] [--json] [--passphrase-file FILE]'),
    '.SH DESCRIPTION',
    'A certificate authority, a reverse proxy with client certificates and a diagnosis.',
    roff('Commands go through the running service, so that a revocation is in force when its command returns.'),
    `Run by root without another data folder named, they run as the service's user on ${DATA}.`,
    '.SH COMMANDS',
    ...commands,
    '.SH OPTIONS',
    '.TP',
    roff('--data DIR'),
    'the data folder',
    '.TP',
    roff('--json'),
    'one JSON document on standard output, also for errors',
    '.TP',
    roff('--passphrase-file FILE'),
    'the first line of the file is the passphrase of the authority',
    '.SH ENVIRONMENT',
    '.TP',
    'VESTIBULE_DATA',
    'the data folder',
    '.TP',
    'VESTIBULE_PASSPHRASE',
    'the passphrase of the authority',
    '.SH EXIT STATUS',
    '0 done, 1 could not be done, 2 wrong usage, 3 as the command says.',
    '.SH SEE ALSO',
    '.BR openssl (1),',
    '.BR systemctl (1)',
    '',
  ].join('\n')
}
