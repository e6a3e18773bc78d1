/** Why a variable is handed on. */
type Reasons = Readonly<Record<string, string>>

/**
 * All that a confined process of ours (the gate) gets of the owner's environment, by platform, with the reason for each.
 * Everything else stays here: VESTIBULE_PASSPHRASE for one, and whatever tokens other programs keep in theirs.
 * `child_process` on Windows adds some of these by itself (libuv: `required_vars`); Electron's `utilityProcess` replaces
 * the whole environment, and adds nothing.
 */
export const HANDED_ON: Readonly<Record<'linux' | 'darwin' | 'win32' | 'other', Reasons>> = {
  linux: {
    SSL_CERT_FILE: 'where the public authorities of this system lie (OpenSSL, SSL_CTX_set_default_verify_paths)',
    SSL_CERT_DIR: 'the same, as a folder',
  },
  darwin: {},
  win32: {
    SystemRoot:
      'Winsock loads its providers from there: without it every socket fails with 10106 (WSAEPROVIDERFAILEDINIT)',
    SystemDrive: 'the paths of those providers are written with it',
    windir: 'what older system libraries read in the place of SystemRoot',
    TEMP: 'GetTempPath falls back to the Windows folder, which an ordinary user may not write to',
    TMP: 'the same; it is asked for before TEMP',
  },
  other: {},
}

/** Set for every confined process. */
const OWN: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>>> = {
  // glibc would give each of V8's threads a heap of its own, in which megabytes of what compiling needed for a moment stay.
  linux: { MALLOC_ARENA_MAX: '1' },
}

/** The environment of a confined process. Names are compared as the platform does: on Windows without regard to case. */
export function confinedEnvironment(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Record<string, string> {
  const known = platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other'
  const entries = Object.entries(env)
  const handedOn = Object.keys(HANDED_ON[known]).flatMap((wanted) => {
    const same = (name: string): boolean =>
      platform === 'win32' ? name.toLowerCase() === wanted.toLowerCase() : name === wanted
    const value = entries.find(([name]) => same(name))?.[1]
    return value === undefined ? [] : [[wanted, value] as const]
  })
  return { NODE_ENV: 'production', ...OWN[platform], ...Object.fromEntries(handedOn) }
}

/**
 * The environment of the system's own programs that the owner's account runs (a browser, systemctl, npm): the owner's,
 * less what is meant for Vestibule alone. Browsers hand theirs on to whatever they start.
 */
export function toolEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^vestibule_/i.test(name)))
}
