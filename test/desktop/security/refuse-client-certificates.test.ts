import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('no certificate of the user’s is sent without asking', async () => {
  const args = [{}, 'https://example.com/', [{ subjectName: 'Alice' }], 'ANSWER']
  const answer = await desktop().order({ do: 'app-event', event: 'select-client-certificate', args })
  expect(answer).toEqual({ prevented: true, answers: [[]] })
})
