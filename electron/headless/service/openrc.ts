import { CAPABILITY, DESCRIPTION, ORIGIN, type ServicePlan } from './plan.ts'

/** One word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A service script for openrc-run(8). OpenRC evaluates `command_args` once more, hence the double quoting. */
export function openrcScript(plan: ServicePlan): string {
  const [program = '', ...args] = plan.command
  return [
    '#!/sbin/openrc-run',
    `# ${plan.origin ?? ORIGIN}`,
    'name=Vestibule',
    `description=${quoted(DESCRIPTION)}`,
    'supervisor=supervise-daemon',
    `command=${quoted(program)}`,
    `command_args=${quoted(args.map(quoted).join(' '))}`,
    ...(plan.user === null ? [] : [`command_user=${quoted(plan.user)}`]),
    'respawn_delay=2',
    'respawn_max=0',
    'umask=077',
    '# A dump of the memory would hold keys.',
    'rc_ulimit="-c 0"',
    'no_new_privs=yes',
    `capabilities="^${CAPABILITY.toLowerCase()}"`,
    'output_logger="logger -t vestibule"',
    'error_logger="logger -t vestibule"',
    '',
    'depend() {',
    '\tuse net dns logger',
    '\tafter firewall',
    '}',
    '',
  ].join('\n')
}
