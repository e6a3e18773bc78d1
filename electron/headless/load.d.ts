import type { main } from './cli/main.ts'

/**
 * The command line, built where that is fresh: a start of hundreds of small files takes three times as long as one of
 * some large ones (decision 19).
 */
export function loadMain(env: NodeJS.ProcessEnv): Promise<{ readonly main: typeof main }>
