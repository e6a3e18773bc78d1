/** What a service runs, whatever manages it. All paths are absolute. */
export interface ServicePlan {
  /** Node, the program, its arguments. */
  readonly command: readonly string[]
  readonly dataFolder: string
  /** Runs as this user; null: as the one whose service manager it is. */
  readonly user: string | null
  /** Whether the kernel lets this manager give the service a view of the files of its own. */
  readonly sandbox: boolean
  /** Whether the command line reaches the service through the data folder alone. */
  readonly privateTemporaryFolder: boolean
  /** First line of what is written, for people who open it. Default: that `service install` writes it anew. */
  readonly origin?: string
}

export const ORIGIN = 'Written by vestibule service install; changes are lost when it is run again.'
export const DESCRIPTION = 'Opens the login pages of devices at home to your own devices only'
/** Ports below 1024, 443 among them, are the one right that a service of the system needs besides. */
export const CAPABILITY = 'CAP_NET_BIND_SERVICE'
