import { challengeCertificate, challengeServerName } from '../../../pki/x509/acme.ts'
import type { Responder } from './challenge.ts'

/** An answer to http-01 at a plain-HTTP port. */
export interface HttpChallenge {
  /** Host name or address that it is asked for, lower case. */
  readonly host: string
  readonly path: string
  readonly body: string
}

/** An answer to tls-alpn-01 at a port of TLS. */
export interface TlsChallenge {
  /** As asked for by SNI: lower case. */
  readonly serverName: string
  readonly certPem: string
  /** PKCS#8. */
  readonly keyPem: string
}

export interface Challenges {
  readonly http: readonly HttpChallenge[]
  readonly tls: readonly TlsChallenge[]
}

/** Puts challenges in force at the doors; resolves when they are answered. @returns takes them back */
export type ShowChallenges = (challenges: Challenges) => Promise<() => Promise<void>>

/** Answers http-01 or tls-alpn-01 at the doors. */
export function doorResponder(type: 'http-01' | 'tls-alpn-01', show: ShowChallenges, now: () => number): Responder {
  return {
    type,
    atOnce: 100,
    async publish(tasks) {
      const withdraw =
        type === 'http-01'
          ? await show({
              http: tasks.map((task) => ({
                host: task.identifier.toLowerCase(),
                path: `/.well-known/acme-challenge/${task.token}`,
                body: task.keyAuthorization,
              })),
              tls: [],
            })
          : await show({
              http: [],
              tls: await Promise.all(
                tasks.map(async (task) => ({
                  serverName: challengeServerName(task.identifier),
                  ...(await challengeCertificate({ ...task, now: new Date(now()) })),
                })),
              ),
            })
      return async () => {
        // Left over they answer nobody: their tokens are used up.
        await withdraw().catch(() => undefined)
      }
    },
  }
}
