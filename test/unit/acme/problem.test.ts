import { describe, expect, it } from 'vitest'
import { ERROR_PREFIX, explainProblem, ProblemError, readProblem } from '../../../electron/engine/acme/problem.ts'
import { errorCodes } from '../../../shared/errors/index.ts'

const options = { host: 'ca.example', names: ['home.example'] }
const explain = (document: unknown, retryAt: number | null = null) =>
  explainProblem(new ProblemError(readProblem(document, 403), retryAt), options)

/** RFC 8555 §6.7, RFC 9773 §5. */
const TYPES = [
  'accountDoesNotExist',
  'alreadyRevoked',
  'badCSR',
  'badNonce',
  'badPublicKey',
  'badRevocationReason',
  'badSignatureAlgorithm',
  'caa',
  'compound',
  'connection',
  'dns',
  'externalAccountRequired',
  'incorrectResponse',
  'invalidContact',
  'malformed',
  'orderNotReady',
  'rateLimited',
  'rejectedIdentifier',
  'serverInternal',
  'tls',
  'unauthorized',
  'unsupportedContact',
  'unsupportedIdentifier',
  'userActionRequired',
  'alreadyReplaced',
]

describe('a problem document', () => {
  it.each(TYPES)('of the type %s is told in plain words beside its own', (short) => {
    const words = explain({ type: ERROR_PREFIX + short, detail: 'the authority says so' }, 0)
    expect(errorCodes).toContain(words.code)
    expect(words.message).toContain('the authority says so')
    expect(words.message + words.remedy).not.toMatch(/\{\w+\}/)
  })

  it('of several names tells the one that can be changed', () => {
    const words = explain({
      type: `${ERROR_PREFIX}compound`,
      subproblems: [
        { type: `${ERROR_PREFIX}caa`, detail: 'CAA says no', identifier: { type: 'dns', value: 'second.example' } },
      ],
    })
    expect(words.code).toBe('acme/problem-caa')
    expect(words.values).toMatchObject({ name: 'second.example', detail: 'CAA says no' })
  })

  it.each([null, 'text', [], 7, { type: 5 }, { subproblems: [[[]]] }, { detail: {} }])(
    'that is none (%j) is still told',
    (document) => {
      expect(explain(document).code).toBe('acme/problem-other')
    },
  )
})
