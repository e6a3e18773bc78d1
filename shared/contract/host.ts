import { z } from 'zod'
import { must } from './field.ts'

/** A DNS name, `localhost`, a `.local` name or an IP address; lower-cased, no trailing dot, no port. */
export const Host = z
  .string()
  .transform((text) => text.trim().toLowerCase().replace(/\.$/, ''))
  .pipe(
    z
      .string()
      .max(253)
      .regex(
        /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*|[0-9a-f:]*:[0-9a-f:.]*)$/,
        must('hostAscii'),
      ),
  )

/** `ADDR:PORT`, `[V6]:PORT` or `*:PORT` (every address). */
export const Listen = z
  .string()
  .regex(/^(?:\*|\[[0-9a-fA-F:.]+\]|[0-9a-zA-Z.-]+):(?:[0-9]{1,5})$/, must('listen'))
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, must('port'))

/** `http://` or `https://` address of the protected device, with an optional base path; no query, no credentials. */
export const UpstreamUrl = z
  .url({ protocol: /^https?$/, error: must('url') })
  .refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), must('credentials'))
  .refine((text) => !/[?#]/.test(text), must('query'))
