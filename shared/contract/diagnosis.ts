import { z } from 'zod'
import { Id, Instant, Passphrase } from './common.ts'
import { method } from './method.ts'

/** The kinds of visitors that the diagnosis plays. */
export const VisitorId = z.enum([
  'none',
  'good',
  'expired',
  'not-yet-valid',
  'revoked',
  'superseded',
  'stranger',
  'same-name',
  'self-signed',
  'wrong-purpose',
  'missing-intermediate',
  'weak-key',
  'weak-digest',
  'too-long',
])
export type VisitorId = z.infer<typeof VisitorId>

export const Verdict = z.enum(['ok', 'wrong', 'skipped'])

/** What a probe saw on the wire. */
export const Seen = z.strictObject({
  handshake: z.enum(['completed', 'refused', 'failed']),
  tlsVersion: z.nullable(z.string()),
  cipher: z.nullable(z.string()),
  alert: z.nullable(z.strictObject({ number: z.int(), name: z.string() })),
  verifyCode: z.nullable(z.int()),
  verifyName: z.nullable(z.string()),
  status: z.nullable(z.int()),
  /** Kind of page that answered, as its `X-Vestibule-Page` header names it, or `upstream`. */
  page: z.nullable(z.string()),
})
export type Seen = z.infer<typeof Seen>

export const VisitorResult = z.strictObject({
  id: VisitorId,
  title: z.string(),
  tls: z.enum(['1.2', '1.3']),
  /** One sentence: what should happen at this site in its mode. */
  expected: z.string(),
  seen: Seen,
  verdict: Verdict,
  explanation: z.string(),
  fix: z.nullable(z.string()),
})
export type VisitorResult = z.infer<typeof VisitorResult>

export const SiteDiagnosis = z.strictObject({
  runId: Id,
  siteId: Id,
  siteName: z.string(),
  at: Instant,
  durationMs: z.number(),
  /** The verdict in one sentence. */
  summary: z.string(),
  ok: z.boolean(),
  visitors: z.array(VisitorResult),
})
export type SiteDiagnosis = z.infer<typeof SiteDiagnosis>

export const CodeExplanation = z.strictObject({
  kind: z.enum(['verify', 'alert']),
  number: z.int(),
  name: z.string(),
  /** Other names: Node, Chrome, Firefox, curl. */
  aliases: z.array(z.string()),
  explanation: z.string(),
  causes: z.array(z.string()),
  fix: z.string(),
})
export type CodeExplanation = z.infer<typeof CodeExplanation>

export const diagnosis = {
  /** Performs real handshakes as every visitor; lines arrive as `diagnosis.visitor` events while it runs. */
  'diagnosis.site': method(
    z.strictObject({ site: z.string().min(1).max(200), runId: z.optional(Id), passphrase: z.optional(Passphrase) }),
    SiteDiagnosis,
  ),
  /** Number, name or pasted error text. */
  'diagnosis.code': method(z.strictObject({ query: z.string().min(1).max(10_000) }), CodeExplanation),
  'diagnosis.codes': method(z.strictObject({ search: z.optional(z.string().max(10_000)) }), z.array(CodeExplanation)),
} as const
