/** Where the packages of a system put things. Absolute paths. */
export const PROGRAM = '/usr/lib/vestibule'
export const NODE = `${PROGRAM}/bin/node`
/** Home of the service's user; the data folder is in it, beside what belongs to the computer. */
export const HOME = '/var/lib/vestibule'
export const DATA = `${HOME}/data`
export const USER = 'vestibule'
/** Of the interface, on the loopback address: fixed, so that `ssh -L` can name it. */
export const INTERFACE_PORT = '8099'

/** What the service runs. */
export const SERVICE_COMMAND: readonly string[] = [
  NODE,
  // By a signal anybody of the same account would open a debugger in it.
  '--disable-sigusr1',
  `${PROGRAM}/electron/headless/vestibule.js`,
  'serve',
  '--service',
  '--data',
  DATA,
  '--ui-port',
  INTERFACE_PORT,
]
