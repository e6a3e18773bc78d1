import os from 'node:os'

/** What the program can find out about the computer it runs on, so that nobody is asked for it. */
export interface Computer {
  /** Without domain, lower case. */
  readonly hostName: string
  /** IPv4 addresses in the home network. */
  readonly addresses: string[]
}

export function describeComputer(): Computer {
  const hostName = (os.hostname().split('.')[0] ?? '').toLowerCase() || 'localhost'
  const addresses = Object.values(os.networkInterfaces())
    .flatMap((interfaces) => interfaces ?? [])
    // 169.254/16 is what a computer gives itself when nobody gave it an address.
    .filter((one) => one.family === 'IPv4' && !one.internal && !one.address.startsWith('169.254.'))
    .map((one) => one.address)
  return { hostName, addresses }
}
