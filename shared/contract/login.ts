import { z } from 'zod'
import { gateHeaders } from '../identity-headers.ts'
import { Message, Problem } from './common.ts'
import { must } from './field.ts'

/** Headers that frame or route a message (RFC 9110 §7, §8.6), hold the visitor's own session, or are the gate's to say. */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
  'content-length',
  'content-type',
  'content-encoding',
  'cookie',
  'forwarded',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
])

/** A header field name (RFC 9110 §5.1) that a login may use. */
const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}$/, must('header'))
  .refine((name) => {
    const lower = name.toLowerCase()
    return !RESERVED_HEADERS.has(lower) && !gateHeaders.prefixes.some((prefix) => lower.startsWith(prefix))
  }, must('forbiddenHeader'))

// oxlint-disable-next-line no-control-regex -- naming them is the point
const CONTROL = /[\u0000-\u001F\u007F]/

/** Visible ASCII, with spaces and tabs inside (RFC 9110 §5.5). */
const HeaderValue = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[!-~](?:[ \t!-~]*[!-~])?$/, must('printable'))

const credentials = {
  user: z
    .string()
    .min(1)
    .max(256)
    .refine((text) => !text.includes(':') && !CONTROL.test(text), must('colon')),
  password: z
    .string()
    .max(1024)
    .refine((text) => !CONTROL.test(text), must('control')),
} as const

/** The protected device's own login, as it is given. It is kept encrypted and never shown again. */
export const LoginInput = z.discriminatedUnion('kind', [
  /** HTTP Basic (RFC 7617), in UTF-8. Where the device asks for Digest, it is answered by that. */
  z.strictObject({ kind: z.literal('basic'), ...credentials }),
  /** HTTP Digest (RFC 7616): MD5, SHA-256 or SHA-512/256, `qop=auth` or none. The password is never sent. */
  z.strictObject({ kind: z.literal('digest'), ...credentials }),
  /** A bearer token (RFC 6750 §2.1). */
  z.strictObject({
    kind: z.literal('bearer'),
    token: z
      .string()
      .max(4096)
      .regex(/^[A-Za-z0-9\-._~+/]+=*$/, must('token')),
  }),
  /** Any header with a fixed value, such as an API key. */
  z.strictObject({ kind: z.literal('header'), header: HeaderName, value: HeaderValue }),
  /** The name of the visitor's device, for upstreams that trust such a header. */
  z.strictObject({ kind: z.literal('user'), header: z._default(HeaderName, 'Remote-User') }),
])
export type LoginInput = z.output<typeof LoginInput>

/** What is told about a login: its kind and its header, nothing of what is in it. */
export const Login = z.strictObject({
  kind: z.enum(['basic', 'digest', 'bearer', 'header', 'user']),
  header: z.string(),
})
export type Login = z.infer<typeof Login>

/**
 * What becomes of an `Authorization` header that a visitor sends, at a site that logs visitors in by that header. `keep`:
 * it goes on, and the stored login does not. `replace`: the stored login takes its place.
 */
export const VisitorLogin = z.enum(['keep', 'replace'])
export type VisitorLogin = z.infer<typeof VisitorLogin>

/** What a device asks visitors for, as it said when it was asked without any login. */
export const AskedLogin = z.strictObject({
  upstream: z.string(),
  /** Null when there was no answer. */
  status: z.nullable(z.int()),
  challenges: z.array(
    z.strictObject({
      /** Lower case. */
      scheme: z.string(),
      realm: z.nullable(z.string()),
      /** Of Digest: MD5 where none is named. */
      algorithm: z.nullable(z.string()),
      qop: z.nullable(z.string()),
    }),
  ),
  /**
   * The kind of login to store. `connection`: NTLM and the like, which each visitor does for themselves. `form`: a login
   * page of its own. `unknown`: a 401 that asks for nothing that is known. `unclear`: it answered with an error.
   */
  wants: z.enum(['none', 'basic', 'digest', 'bearer', 'connection', 'form', 'unknown', 'unclear']),
  sentence: Message,
  /** Why there was no answer. */
  problem: z.nullable(Problem),
})
export type AskedLogin = z.infer<typeof AskedLogin>
