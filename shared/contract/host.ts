import { z } from 'zod'
import { asciiHost } from '../host-names.ts'
import { must } from './field.ts'

/** A DNS name, also an international one, which is kept in its A-labels, `localhost`, a `.local` name or an IP address; lower-cased, no trailing dot, no port. */
export const Host = z
  .string()
  .transform((text) => {
    const typed = text.trim()
    // What cannot be mapped is refused below, as it was typed.
    return (asciiHost(typed) ?? typed).replace(/\.$/, '')
  })
  .pipe(
    z
      .string()
      .max(253)
      .regex(
        /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*|[0-9a-f:]*:[0-9a-f:.]*)$/,
        must('hostAscii'),
      ),
  )

/**
 * A name under which a site answers: a host, or `*.` before a name of at least two labels, for any one label. TLS
 * libraries take no wildcard right below a top level (OpenSSL's X509_check_host).
 */
export const SiteHost = z.string().transform((typed, context) => {
  const text = (asciiHost(typed.trim()) ?? typed.trim()).replace(/\.$/, '')
  const isWildcard = text.startsWith('*')
  const name = Host.safeParse(isWildcard ? text.slice(2) : text)
  // The last label of an address is a number.
  const above = isWildcard && /^\*\.[^.]+\.(?:[^.]+\.)*[^.\d][^.]*$/.test(text)
  if (name.success && (!isWildcard || above)) return isWildcard ? `*.${name.data}` : name.data
  context.issues.push({ code: 'custom', input: typed, message: must(isWildcard ? 'hostWildcard' : 'hostAscii') })
  return z.NEVER
})

/** `ADDR:PORT`, `[V6]:PORT` or `*:PORT` (every address). A port alone is one of every IPv4 address, as sites propose it. */
export const Listen = z
  .string()
  .transform((text) => text.trim().replace(/^:?(?=[0-9]{1,5}$)/, '0.0.0.0:'))
  .pipe(
    z
      .string()
      .regex(/^(?:\*|\[[0-9a-fA-F:.]+\]|[0-9a-zA-Z.-]+):(?:[0-9]{1,5})$/, must('listen'))
      .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, must('port')),
  )

/** `http://` or `https://` address of the protected device, with an optional base path; no query, no credentials. */
export const UpstreamUrl = z
  .url({ protocol: /^https?$/, error: must('url') })
  .refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), must('credentials'))
  .refine((text) => !/[?#]/.test(text), must('query'))
