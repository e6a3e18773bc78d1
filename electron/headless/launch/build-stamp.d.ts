/** `program`: engine, gate, command line and desktop. `interface`: what runs in the window or browser. */
export type BuildPart = 'program' | 'interface'

export type BuildSources = Readonly<Record<BuildPart, readonly string[]>>

/** The name of the stamp in each output folder. */
export declare const STAMP_FILE: string

/**
 * SHA-256 in hexadecimal over names and contents of all sources of a part. File times say nothing: archives, `git
 * checkout` and copies set them to anything.
 * @param root path of the program's top folder
 */
export function sourceDigest(root: string, part: BuildPart): string

/** Whether the output folders hold one build of the sources as they are now. */
export function isCurrentBuild(root: string, part: BuildPart): boolean
