import { fileURLToPath } from 'node:url'

/** The first file of the command line. */
export const entry = fileURLToPath(new URL('../../electron/headless/vestibule.js', import.meta.url))

/**
 * The words that start the program, for every test that does: this Node with the first file, or what
 * VESTIBULE_TEST_COMMAND says as a JSON list, for a runtime of another kind.
 */
export function programCommand(env: NodeJS.ProcessEnv = process.env): readonly [string, ...string[]] {
  const given = env['VESTIBULE_TEST_COMMAND']
  return given === undefined ? [process.execPath, entry] : (JSON.parse(given) as [string, ...string[]])
}
