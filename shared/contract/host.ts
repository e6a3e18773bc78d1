import { z } from 'zod'

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
        'must be a host name or an IP address (write international names in their xn-- form)',
      ),
  )

/** `ADDR:PORT`, `[V6]:PORT` or `*:PORT` (every address). */
export const Listen = z
  .string()
  .regex(
    /^(?:\*|\[[0-9a-fA-F:.]+\]|[0-9a-zA-Z.-]+):(?:[0-9]{1,5})$/,
    'must be written ADDRESS:PORT, for example 0.0.0.0:8443',
  )
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, 'has a port above 65535')

/** `http://` or `https://` address of the protected device, with an optional base path; no query, no credentials. */
export const UpstreamUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address, for example http://192.168.1.20' })
  .refine((text) => !/^[a-z]+:\/\/[^/]*@/i.test(text), 'must not contain a user name or password')
  .refine((text) => !/[?#]/.test(text), 'must not contain a query or fragment')
