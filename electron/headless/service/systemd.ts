import { CAPABILITY, DESCRIPTION, ORIGIN, type ServicePlan } from './plan.ts'

/** systemd.syntax(7), “Quoting”, and systemd.service(5), “Command lines”: `%` and `$` mean something in them. */
function word(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('%', '%%')}"`
}

/** System calls by which one process reaches into another. */
export const TRACING = [
  'ptrace',
  'process_vm_readv',
  'process_vm_writev',
  'pidfd_getfd',
  'kcmp',
  'perf_event_open',
] as const

/** Where stick and card readers are mounted: the hand-off writes there. */
const REMOVABLE = '-/media -/run/media -/mnt'

/** A view of the files of its own. A manager of a user gives it in a user namespace, where the kernel lets it. */
export function sandboxOptions(system: boolean): readonly string[] {
  return [
    'ProtectSystem=strict',
    // Where Node and the program may lie, in the home of whoever installed them.
    'ProtectHome=read-only',
    'PrivateDevices=yes',
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelLogs=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'ProtectProc=invisible',
    ...(system ? [] : ['PrivateUsers=yes', 'CapabilityBoundingSet=']),
  ]
}

/**
 * A unit by systemd.exec(5): may write its data folder and removable disks, see the rest of the files, and talk to the
 * network. There is no MemoryDenyWriteExecute because V8 compiles at run time, and no ProcSubset=pid because the clock is
 * watched by /proc/uptime.
 */
export function systemdUnit(plan: ServicePlan): string {
  const { command, dataFolder, user } = plan
  const files = [
    ...sandboxOptions(user !== null),
    `ReadWritePaths=${word(dataFolder)} ${REMOVABLE}`,
    ...(plan.privateTemporaryFolder ? ['PrivateTmp=yes'] : []),
  ]
  const asUser =
    user === null ? [] : [`User=${user}`, `AmbientCapabilities=${CAPABILITY}`, `CapabilityBoundingSet=${CAPABILITY}`]
  return [
    `# ${plan.origin ?? ORIGIN}`,
    '[Unit]',
    `Description=${DESCRIPTION}`,
    ...(user === null ? [] : ['Wants=network-online.target', 'After=network-online.target']),
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${command.map((one) => word(one).replaceAll('$', '$$$$')).join(' ')}`,
    // Also after an orderly end: a gate that was taken over may ask for one. systemctl stop is no end that counts.
    'Restart=always',
    'RestartSec=2',
    'UMask=0077',
    // A dump of the memory would hold keys.
    'LimitCORE=0',
    ...asUser,
    'NoNewPrivileges=yes',
    ...(plan.sandbox ? files : []),
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
    // The gate's own, so that it sees no process of the engine; as a user of the system it may not make any.
    `RestrictNamespaces=${user === null ? 'user pid' : 'yes'}`,
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'SystemCallArchitectures=native',
    'SystemCallFilter=@system-service',
    // Reading or changing another process of the same account: the gate might try it on the engine.
    `SystemCallFilter=~${TRACING.join(' ')}`,
    // What Node only tries, memory protection keys for example, fails instead of killing it.
    'SystemCallErrorNumber=EPERM',
    '',
    '[Install]',
    `WantedBy=${user === null ? 'default.target' : 'multi-user.target'}`,
    '',
  ].join('\n')
}
