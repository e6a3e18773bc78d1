import type { main } from '../cli/main.ts'

/**
 * The command line: the build where it was made from the sources as they are, else the sources. Hundreds of small files
 * take three times as long to start as some large ones (decision 19).
 */
export function loadMain(env: NodeJS.ProcessEnv): Promise<{ readonly main: typeof main }>
