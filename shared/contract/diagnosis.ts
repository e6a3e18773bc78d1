import { z } from 'zod'
import { asciiHost } from '../host-names.ts'
import { Id, Instant, Message, Passphrase, Pem, Problem, RunId } from './common.ts'
import { FixAction } from './fix.ts'
import { method } from './method.ts'
import { must } from './field.ts'
import { WatchDiagnosis } from './watch.ts'

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

/** `not-tried`: the diagnosis itself could not make that visit, which says nothing about the site. */
export const Verdict = z.enum(['ok', 'wrong', 'not-tried'])

/** What a probe saw on the wire. */
export const Seen = z.strictObject({
  handshake: z.enum(['completed', 'refused', 'failed', 'not-tried']),
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

/** The same visitor once more, with the TLS session of an earlier handshake: of before the revocation, where it was revoked. */
export const Resumption = z.strictObject({
  /** Whether the door went on with the session instead of verifying again. */
  reused: z.boolean(),
  seen: Seen,
  verdict: Verdict,
  explanation: Message,
})
export type Resumption = z.infer<typeof Resumption>

export const VisitorResult = z.strictObject({
  id: VisitorId,
  title: Message,
  tls: z.enum(['1.2', '1.3']),
  /** One sentence: what should happen at this site in its mode. */
  expected: Message,
  seen: Seen,
  /** Null: the handshake left no session to come back with. */
  resumed: z.nullable(Resumption),
  /** Of both: `wrong` when the fresh or the resumed visit was. */
  verdict: Verdict,
  explanation: Message,
  fix: z.nullable(Message),
  /** Where the app can do it itself. */
  action: z.optional(FixAction),
})
export type VisitorResult = z.infer<typeof VisitorResult>

/** Something wrong, with a stable code, what it is and what to do. */
export const FileProblem = z.strictObject({
  ...Problem.shape,
  /** Where the app can do it itself. */
  action: z.optional(FixAction),
})
export type FileProblem = z.infer<typeof FileProblem>

export const SiteDiagnosis = z.strictObject({
  runId: Id,
  siteId: Id,
  siteName: z.string(),
  at: Instant,
  durationMs: z.number(),
  /** The verdict in one sentence. */
  summary: Message,
  ok: z.boolean(),
  visitors: z.array(VisitorResult),
  /**
   * What a visitor with a good certificate sees of the device behind the door: why it is no page (`problems`), and what
   * else there is to know (`notes`). `status` is null when the device gave no answer. Null: nobody got that far.
   */
  page: z.nullable(
    z.strictObject({
      status: z.nullable(z.int()),
      /** Until its answer began. */
      milliseconds: z.nullable(z.int()),
      problems: z.array(FileProblem),
      notes: z.array(FileProblem),
    }),
  ),
})
export type SiteDiagnosis = z.infer<typeof SiteDiagnosis>

/** What an error text is about. */
export const CodeSide = z.enum(['server-certificate', 'client-certificate', 'file', 'network', 'other'])
export type CodeSide = z.infer<typeof CodeSide>

export const CodeExplanation = z.strictObject({
  /** `message`: what a program says that has neither, about names, connections and files. */
  kind: z.enum(['verify', 'alert', 'message']),
  /** Null for a message. */
  number: z.int().nullable(),
  name: z.string(),
  /** Whose certificate it is about, or what else. */
  side: CodeSide,
  /** Other names: Node, Chrome, Firefox, curl. */
  aliases: z.array(z.union([z.string(), Message])),
  explanation: Message,
  causes: z.array(Message),
  fix: Message,
})
export type CodeExplanation = z.infer<typeof CodeExplanation>

/** A certificate as the diagnosis shows it. */
export const ServerCertificate = z.strictObject({
  /** RFC 4514. */
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  fingerprint: z.string(),
  notBefore: Instant,
  notAfter: Instant,
  keyType: z.string(),
  isCa: z.boolean(),
  names: z.array(z.string()),
})
export type ServerCertificate = z.infer<typeof ServerCertificate>

/** One handshake with a server, over one TLS version. */
export const ServerHandshake = z.strictObject({
  tls: z.enum(['1.2', '1.3']),
  withCertificate: z.boolean(),
  /** `completed`: also when a refusal came later by HTTP. */
  outcome: z.enum(['completed', 'refused', 'failed']),
  /** Whether a visitor who comes back may go on with the earlier session, unverified; null when none was offered. */
  resumes: z.nullable(z.boolean()),
  /** Whether the server asked for a certificate; null when that could not be seen. */
  asked: z.nullable(z.boolean()),
  cipher: z.nullable(z.string()),
  alpn: z.nullable(z.string()),
  alert: z.nullable(z.strictObject({ number: z.int(), name: z.string() })),
})
export type ServerHandshake = z.infer<typeof ServerHandshake>

export const ServerDiagnosis = z.strictObject({
  host: z.string(),
  port: z.int(),
  servername: z.nullable(z.string()),
  at: Instant,
  durationMs: z.number(),
  /** What answers there. */
  speaks: z.enum([
    'tls',
    'http',
    'ssh',
    'smtp',
    'imap',
    'pop3',
    'ftp',
    'vnc',
    'mysql',
    'xmpp',
    'other',
    'silent',
    'closes',
    'resets',
  ]),
  /** Whether visitors need a certificate; null when nothing that answers there could ask for one, or it cannot be told. */
  clientCertificate: z.nullable(z.enum(['disabled', 'optional', 'required'])),
  summary: Message,
  server: z.strictObject({ chain: z.array(ServerCertificate), problems: z.array(FileProblem) }),
  /** Names (RFC 4514) of the authorities whose certificates the server accepts; empty: any. Null: not told. */
  acceptedAuthorities: z.nullable(z.array(z.string())),
  handshake: z.array(ServerHandshake),
  /**
   * Why the certificate that was given is refused. `server`: the server said so. `evidence`: the only code that fits the
   * certificate and what was seen. Null: it is not refused, or several codes fit.
   */
  verify: z.nullable(z.strictObject({ number: z.int(), name: z.string(), by: z.enum(['server', 'evidence']) })),
  /** The answer to `GET /`: with the certificate, if one was given. */
  http: z.nullable(z.strictObject({ status: z.int(), server: z.nullable(z.string()), withCertificate: z.boolean() })),
  /** What programs show where they get no page: refused without a certificate, or unhappy with the server. */
  programs: z.array(z.strictObject({ program: z.string(), shows: Message })),
  explanation: Message,
  fix: z.nullable(Message),
  /** Where the app can do it itself. */
  action: z.optional(FixAction),
  /** What to change at the server, in its own words. */
  changes: z.array(z.strictObject({ goal: Message, server: z.string(), change: Message })),
})
export type ServerDiagnosis = z.infer<typeof ServerDiagnosis>

/** One thing found in a file. */
export const FileItem = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('certificate'),
    ...ServerCertificate.shape,
    /** What it may be used for. */
    use: z.enum(['authority', 'device', 'server', 'device-and-server', 'other']),
    /** Whether its key is in the same file. */
    hasKey: z.boolean(),
    /** Name of the authority of this app that issued it, proven by its signature. */
    issuedBy: z.nullable(z.string()),
  }),
  z.strictObject({
    type: z.literal('key'),
    keyType: z.string(),
    encrypted: z.boolean(),
    /** Fingerprint of the certificate in the same file that it belongs to. */
    certificate: z.nullable(z.string()),
  }),
  z.strictObject({ type: z.literal('request'), subject: z.string(), keyType: z.string(), names: z.array(z.string()) }),
  z.strictObject({
    type: z.literal('crl'),
    issuer: z.string(),
    thisUpdate: Instant,
    nextUpdate: z.nullable(Instant),
    entries: z.int(),
    /** Of whose certificates it speaks (RFC 5280 §5.2.4, §5.2.5): `changes` is a delta list; only `all` and `devices` are complete. */
    covers: z.enum([
      'all',
      'devices',
      'authorities',
      'attributes',
      'some-reasons',
      'part',
      'several-authorities',
      'changes',
    ]),
    /** Name of the authority of this app that signed it, proven by its signature. */
    signedBy: z.nullable(z.string()),
  }),
  z.strictObject({ type: z.literal('profile'), name: z.string(), payloads: z.array(z.string()), signed: z.boolean() }),
])
export type FileItem = z.infer<typeof FileItem>

export const FileDiagnosis = z.strictObject({
  name: z.string(),
  kind: z.enum([
    'pem',
    'certificate',
    'pkcs12',
    'pkcs7',
    'request',
    'crl',
    'key',
    'encrypted-key',
    'mobileconfig',
    /** Of another program: its one problem says of which. */
    'other',
    'damaged',
    'unknown',
  ]),
  /** What it is, in one sentence. */
  summary: Message,
  contents: z.array(FileItem),
  problems: z.array(FileProblem),
  /** Where it can be imported; `imports` null: not known. Empty for kinds that everybody reads. */
  platforms: z.array(z.strictObject({ platform: Message, imports: z.nullable(z.boolean()), why: Message })),
  /** Where the app can make a file that more platforms import. */
  action: z.optional(FixAction),
})
export type FileDiagnosis = z.infer<typeof FileDiagnosis>

/** What two or more files are to each other. */
export const FileRelation = z.strictObject({
  /** `key`: key and certificate. `chain`: certificate and authority. `crl`: certificate and revocation list. `request`: request and key or certificate. */
  kind: z.enum(['key', 'chain', 'crl', 'request']),
  /** Whether they fit: together, reached, not revoked. */
  holds: z.boolean(),
  message: Message,
  remedy: z.nullable(Message),
  /** For `chain` and `crl`: what `openssl verify` says of the certificate with these files. */
  verify: z.nullable(z.strictObject({ number: z.int(), name: z.string() })),
  action: z.optional(FixAction),
})
export type FileRelation = z.infer<typeof FileRelation>

export const FilesDiagnosis = z.strictObject({
  at: Instant,
  durationMs: z.number(),
  /** The verdict in one sentence. */
  summary: Message,
  ok: z.boolean(),
  /** In the order in which they were given. */
  files: z.array(FileDiagnosis),
  relations: z.array(FileRelation),
})
export type FilesDiagnosis = z.infer<typeof FilesDiagnosis>

/** A file that travels as base64, at most 16 MiB of it. */
const MOST_BASE64 = 22_400_000
const Base64File = z.base64().max(MOST_BASE64)
/** The password of a file that someone else made: anything, also empty. */
const FilePassword = z.string().max(1024)
const GivenFile = z.strictObject({
  name: z.string().max(1024),
  base64: Base64File,
  password: z.optional(FilePassword),
})
/** What a person drops at once. */
const GivenFiles = z
  .array(GivenFile)
  .min(1)
  .max(20)
  .refine((files) => files.reduce((sum, { base64 }) => sum + base64.length, 0) <= MOST_BASE64, {
    error: must('maxMib'),
    params: { number: 16 },
  })

/** How the diagnosis shows itself to a server. */
const Credentials = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('p12'), base64: Base64File, password: z._default(FilePassword, '') }),
  z.strictObject({ kind: z.literal('pem'), certPem: Pem, keyPem: Pem, password: z.optional(FilePassword) }),
  /** Whatever files hold a key and the certificate that belongs to it. */
  z.strictObject({ kind: z.literal('files'), files: GivenFiles }),
  /** A device of this app whose key is here; needs the vault open, or the passphrase. */
  z.strictObject({ kind: z.literal('device'), device: z.string().min(1).max(200) }),
])

export const diagnosis = {
  /** Performs real handshakes as every visitor; lines arrive as `diagnosis.visitor` events while it runs. */
  'diagnosis.site': method(
    z.strictObject({ site: z.string().min(1).max(200), runId: RunId, passphrase: z.optional(Passphrase) }),
    SiteDiagnosis,
  ),
  /** Any server: asks without a certificate, and with one if one is given. */
  'diagnosis.server': method(
    z.strictObject({
      runId: RunId,
      host: z
        .string()
        .transform((text) => (asciiHost(text.trim()) ?? text.trim()).replace(/^\[(.*)\]$/, '$1').replace(/\.$/, ''))
        .pipe(z.string().regex(/^[A-Za-z0-9._:%-]{1,253}$/, must('hostOrAddress'))),
      port: z.int().min(1).max(65_535),
      /** Asked for in the handshake instead of `host`. */
      servername: z.optional(
        z
          .string()
          .transform((text) => asciiHost(text) ?? text)
          .pipe(z.string().regex(/^[A-Za-z0-9._-]{1,253}$/, must('host'))),
      ),
      credentials: z.optional(Credentials),
      /** PEM of authorities to trust for the server, besides those of this app and of the system. */
      ca: z.optional(Pem),
      passphrase: z.optional(Passphrase),
    }),
    ServerDiagnosis,
  ),
  /** Any file: what it is, what is wrong with it, where it can be imported. Nothing of it is kept. */
  'diagnosis.file': method(GivenFile, FileDiagnosis),
  /** Several files at once: each by itself, and what they are to each other. Nothing of them is kept. */
  'diagnosis.files': method(z.strictObject({ files: GivenFiles }), FilesDiagnosis),
  /**
   * Why can’t my phone connect? Watches the door of a site for a while; every knock arrives as a `diagnosis.knock` event
   * the moment it happens, and what can be checked on the way to the door as `diagnosis.check`.
   */
  'diagnosis.watch': method(
    z.strictObject({
      site: z.string().min(1).max(200),
      runId: RunId,
      seconds: z._default(z.int().min(1).max(600), 60),
    }),
    WatchDiagnosis,
  ),
  /** Number, name or pasted error text. */
  'diagnosis.code': method(z.strictObject({ query: z.string().min(1).max(10_000) }), CodeExplanation),
  'diagnosis.codes': method(z.strictObject({ search: z.optional(z.string().max(10_000)) }), z.array(CodeExplanation)),
} as const
