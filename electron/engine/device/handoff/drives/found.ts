/** A drive that can be pulled out, before its space is known. */
export interface FoundDrive {
  /** Where its files are: a folder, or `E:\`. */
  readonly place: string
  /** As a person knows it. */
  readonly name: string
  /** `FAT`, `exFAT`, …; null when the system does not say. */
  readonly fileSystem: string | null
  readonly writable: boolean
}
