import { expect, test } from 'vitest'
import { useDesktop } from '../../support/use-desktop.ts'

const desktop = useDesktop()

test('a page whose certificate does not verify is not shown', async () => {
  const args = [{}, 'https://example.com/', 'net::ERR_CERT_AUTHORITY_INVALID', {}, 'ANSWER']
  const answer = await desktop().order({ do: 'app-event', event: 'certificate-error', args })
  expect(answer).toEqual({ prevented: true, answers: [[false]] })
})
