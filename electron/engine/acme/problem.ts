import { AppError, type ErrorCode } from '../../../shared/errors/index.ts'
import { message } from '../../../shared/messages/message.ts'

/** Prefix of the error types of RFC 8555 §6.7. */
export const ERROR_PREFIX = 'urn:ietf:params:acme:error:'

/** Longest sentence of an authority that is kept, in characters. */
const MAX_DETAIL = 500
const MAX_SUBPROBLEMS = 20

/** A name that an authority speaks of. */
export interface Identifier {
  readonly type: 'dns' | 'ip'
  readonly value: string
}

/** A problem document (RFC 9457, RFC 8555 §6.7), bounded. */
export interface Problem {
  /** Whole, for example `urn:ietf:params:acme:error:connection`; empty when none was told. */
  readonly type: string
  readonly detail: string
  /** HTTP status, 0 when it is not told. */
  readonly status: number
  /** Where a person has to do something (userActionRequired). */
  readonly instance: string | null
  readonly identifier: Identifier | null
  readonly subproblems: readonly Problem[]
}

/** What an authority answered instead of what was asked for. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  /** No request of this kind before then: milliseconds since 1970; null when nothing was told. */
  readonly retryAt: number | null

  constructor(problem: Problem, retryAt: number | null = null) {
    super(`${problem.type}: ${problem.detail}`)
    this.problem = problem
    this.retryAt = retryAt
  }

  /** Whether it is the error of RFC 8555 §6.7 with this short name. */
  is(name: string): boolean {
    return this.problem.type === ERROR_PREFIX + name
  }
}

/** Reads a problem document of any quality; what is missing is empty. Never throws. */
export function readProblem(value: unknown, status: number): Problem {
  return read(value, status, 0)
}

function read(value: unknown, status: number, depth: number): Problem {
  const object = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const text = (key: string): string => (typeof object[key] === 'string' ? object[key].slice(0, MAX_DETAIL) : '')
  const list =
    Array.isArray(object['subproblems']) && depth === 0 ? object['subproblems'].slice(0, MAX_SUBPROBLEMS) : []
  const instance = text('instance')
  return {
    type: text('type'),
    detail: text('detail') || text('title'),
    status,
    // A person is going to open it.
    instance: /^https?:\/\//.test(instance) ? instance : null,
    identifier: readIdentifier(object['identifier']),
    subproblems: list.map((one) => read(one, 0, depth + 1)),
  }
}

function readIdentifier(value: unknown): Identifier | null {
  if (typeof value !== 'object' || value === null) return null
  const { type, value: name } = value as Record<string, unknown>
  if ((type !== 'dns' && type !== 'ip') || typeof name !== 'string' || name.length > 255) return null
  return { type, value: name }
}

const EXPLAINED = new Set([
  'accountDoesNotExist',
  'alreadyRevoked',
  'badCSR',
  'badNonce',
  'caa',
  'connection',
  'dns',
  'externalAccountRequired',
  'incorrectResponse',
  'invalidContact',
  'rateLimited',
  'rejectedIdentifier',
  'serverInternal',
  'tls',
  'unauthorized',
  'unsupportedIdentifier',
  'userActionRequired',
])

/**
 * The problem in plain words, with the authority's own sentence. Of several subproblems (RFC 8555 §6.7.1) the first one
 * that names somebody is told: it is what the owner can change.
 * @param options.names what the order was for, where the problem names nobody
 */
export function explainProblem(error: ProblemError, options: { host: string; names: readonly string[] }): AppError {
  const { problem } = error
  const inner = problem.subproblems.find((one) => one.identifier !== null) ?? problem.subproblems[0]
  const told = inner && (problem.detail === '' || isCompound(problem)) ? inner : problem
  const short = told.type.startsWith(ERROR_PREFIX) ? told.type.slice(ERROR_PREFIX.length) : ''
  const code: ErrorCode = EXPLAINED.has(short) ? (`acme/problem-${kebab(short)}` as ErrorCode) : 'acme/problem-other'
  const identifier = told.identifier ?? inner?.identifier
  // All that a sentence of these codes may have in its gaps.
  const values = {
    host: options.host,
    name: identifier?.value ?? options.names.join(', '),
    type: told.type || `HTTP ${problem.status}`,
    detail: told.detail || message('parts.acme.noReason'),
    until: error.retryAt === null ? message('parts.acme.anHour') : message('parts.acme.moment', { at: error.retryAt }),
    instance: problem.instance ?? message('parts.acme.website'),
  }
  return new AppError(code as 'acme/problem-other', values, { cause: error })
}

/** `badCSR` → `bad-csr`, as codes of the catalogue are written. */
function kebab(short: string): string {
  return short.replace(/([a-z])([A-Z]+)/g, '$1-$2').toLowerCase()
}

function isCompound({ type, subproblems }: Problem): boolean {
  return type === `${ERROR_PREFIX}compound` || (type === `${ERROR_PREFIX}malformed` && subproblems.length > 0)
}
