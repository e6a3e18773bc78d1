import type { FileContent } from '../../shared/contract/common.ts'
import type { AppError } from '../../shared/errors/index.ts'
import type { KnownFolders } from './known-folders.ts'
import type { Drive } from '../../shared/contract/handoff.ts'
import type { PassphraseCost } from './store/vault.ts'
import type { Session } from '../../shared/contract/session.ts'
import type { FromGate, ToGate } from '../gate/protocol.ts'
import type { Message } from '../../shared/messages/message.ts'

/** A running gate process, seen from the engine. */
export interface GateProcess {
  send(message: ToGate): void
  onMessage(listener: (message: FromGate) => void): void
  /** Called once, with a sentence, when the process has ended for whatever reason. */
  onExit(listener: (reason: Message) => void): void
  /** What the process writes to its standard error, bounded, for the log; absent where it is not heard. */
  onError?(listener: (text: string) => void): void
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>
  /** Ends it without asking: it hears nothing any more. `onExit` tells when it is gone. */
  kill(): void
}

/** Starts the network-facing process: a child process in the headless shell, a utilityProcess on the desktop. */
export interface GateLauncher {
  launch(): Promise<GateProcess>
}

/** Where a passphrase can be remembered. Absent on headless machines. */
export interface Keychain {
  available(): Promise<boolean>
  /** True where the system only obfuscates (Electron's `basic_text`). */
  weak(): Promise<boolean>
  load(): Promise<string | null>
  save(passphrase: string): Promise<void>
  forget(): Promise<void>
}

/** A drive as the system tells of it. */
export type PluggedDrive = Omit<Drive, 'id'>

/** Drives that can be plugged in and pulled out: USB sticks, memory cards. */
export interface DriveLister {
  /** Never fails: what cannot be told is not there. */
  list(): Promise<PluggedDrive[]>
}

/** A device as it comes through the gate to manage. */
export interface ManagingDevice {
  readonly name: string
  /** SHA-256 of its certificate, 64 upper-case hexadecimal digits. */
  readonly fingerprint: string
  /** When the certificate ends. Milliseconds since 1970. */
  readonly notAfter: number
}

/** The interface as the gate leads to it. */
export interface ManageDoor {
  /**
   * Opens a port on the loopback address, for requests that show the secret.
   * @param origin as browsers know it: `https://host[:port]`
   * @param deviceOf the device of a certificate, by fingerprint, while that may manage; asked with every request and call
   */
  open(options: {
    readonly origin: string
    readonly deviceOf: (fingerprint: string) => ManagingDevice | null
  }): Promise<{ readonly url: string; readonly secret: string }>
  /** Ends the sessions of all that may not manage any more. */
  recheck(): void
  /** Ends every session and closes the port. */
  close(): Promise<void>
}

/** What only a shell can do, and not every shell can. What is absent is answered with "app/not-in-this-shell". */
export interface ShellFeatures {
  /** Whether the app opens when its user logs in. @throws AppError app/login-item */
  readonly login?: { get(): Promise<boolean>; set(on: boolean): Promise<void> }
  /** Opens the system's share sheet. */
  readonly share?: (file: FileContent) => Promise<void>
  /** Asks in the system's own dialog where a folder is to be put. @returns an absolute path; null when nobody chose */
  readonly chooseFolder?: () => Promise<string | null>
  /** A file that the system asked the app to open; null when there is none of that id (any more). */
  readonly takeOpened?: (id: string) => Promise<{ readonly fileName: string; readonly base64: string } | null>
  /** A new address of the interface that lets one browser in, once. */
  readonly entrance?: () => string
  /** Serves the interface to devices that come through the gate. */
  readonly manage?: ManageDoor
  /** Browsers that were let in. */
  readonly sessions?: {
    list(): Session[]
    /** @returns whether there was one */
    end(id: string): boolean
  }
}

/** Where newer versions are told of. */
export interface ReleaseSource {
  /** `https:`; the signature is at the same address with `.minisig`. */
  readonly url: string
  /** The line of base64 of a minisign public key. */
  readonly publicKey: string
  /** Of one file, in milliseconds. */
  readonly timeoutMs?: number
}

/** Everything the engine needs from outside. Nothing is imported behind its back. */
export interface EngineDeps {
  /** Absolute path; created 0700 if missing. */
  readonly dataFolder: string
  readonly shell: 'desktop' | 'headless' | 'cli'
  readonly version: string
  readonly gate: GateLauncher
  readonly keychain?: Keychain
  /** File of untrusted/worker.ts, as source or as built: the thread that reads what strangers made. */
  readonly untrustedWorker: string
  readonly features?: ShellFeatures
  /** Data folders that have held data; absent where nothing is remembered outside of them. */
  readonly knownFolders?: KnownFolders
  /** What the shell could not do although the doors are open, to be told with `app.status`. */
  readonly problems?: () => readonly AppError[]
  /** Default: those of this computer. */
  readonly drives?: DriveLister
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number
  /** Milliseconds since the computer was switched on, sleep included. Default: os.uptime. */
  readonly running?: () => number
  /** False for one-shot commands that need no site: the gate is not started. */
  readonly startSites: boolean
  /** Where a signed file says which version is the newest, and whose signature counts; absent: nobody is asked. */
  readonly releases?: ReleaseSource
  /** How long a service that notices are sent to may take for one. Milliseconds. Default 15,000. */
  readonly notifyTimeoutMs?: number
  /** Of the passphrase of a vault that is made or sealed anew. Default: OWASP's, which no shell lowers. */
  readonly passphraseCost?: PassphraseCost
  /** Minutes after which an unlocked vault locks itself. Default 15. */
  readonly lockAfterMinutes?: number
}
