import { output } from './fetch/run.ts'

/**
 * The time that everything in a release has, in seconds since 1970: of the commit, so that it does not matter when it is
 * built (https://reproducible-builds.org/specs/source-date-epoch/). @throws outside git where SOURCE_DATE_EPOCH is not set
 */
export function sourceDate(root: string, env: NodeJS.ProcessEnv): number {
  const said = env['SOURCE_DATE_EPOCH'] ?? output(['git', 'log', '-1', '--format=%ct'], { cwd: root })
  const seconds = Number(said.trim())
  if (!Number.isSafeInteger(seconds) || seconds <= 0) throw new Error('SOURCE_DATE_EPOCH is no number of seconds')
  return seconds
}
