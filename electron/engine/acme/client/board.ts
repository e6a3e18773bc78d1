import { challengeCertificate, challengeServerName } from '../../../pki/x509/acme.ts'
import type { ChallengePolicy } from '../../../gate/protocol.ts'
import type { Responder } from './challenge.ts'

/** Puts challenges in force at the doors; resolves when they are answered. @returns takes them back */
export type ShowChallenges = (challenges: ChallengePolicy) => Promise<() => Promise<void>>

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
