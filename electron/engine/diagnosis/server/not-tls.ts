import { message, type Message } from '../../../../shared/messages/message.ts'
import type { Flaw, Meeting } from './meet.ts'

/** What is said about a server, and what to do. */
export interface Words {
  readonly explanation: Message
  readonly fix: Message | null
}

/** Protocols that turn to TLS only when asked, as `openssl s_client -starttls` names them. */
const STARTTLS = ['smtp', 'imap', 'pop3', 'ftp', 'mysql', 'xmpp'] as const
type StartTls = (typeof STARTTLS)[number]
const isStartTls = (speaks: string): speaks is StartTls => (STARTTLS as readonly string[]).includes(speaks)

/** What else answers at ports, named for what it is. */
export function notTls(speaks: Exclude<Meeting['speaks'], 'tls'>): Words {
  return {
    explanation: message(`serverDiagnosis.notTls.${speaks}.explanation`),
    fix: isStartTls(speaks)
      ? message(`serverDiagnosis.notTls.${speaks}.fix`, { command: `openssl s_client -starttls ${speaks}` })
      : message(`serverDiagnosis.notTls.${speaks}.fix`),
  }
}

/** Servers that speak TLS, or something like it, and with whom no handshake comes about. */
export function flawed(flaw: Flaw): Words {
  return {
    explanation: message(`serverDiagnosis.flawed.${flaw}.explanation`),
    fix: message(`serverDiagnosis.flawed.${flaw}.fix`),
  }
}
