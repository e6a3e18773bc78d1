import type { Flaw, Meeting } from './meet.ts'

/** What is said about a server, and what to do. */
export interface Words {
  readonly explanation: string
  readonly fix: string | null
}

/** What else answers at ports, named for what it is. */
export const NOT_TLS: Readonly<Record<Exclude<Meeting['speaks'], 'tls'>, Words>> = {
  http: {
    explanation: 'This port speaks plain HTTP, not TLS: there can be no certificates on it, of neither side.',
    fix: 'Call it by http://, or switch on TLS: nginx “listen 443 ssl”, HAProxy “bind :443 ssl crt …”, Apache “SSLEngine on”.',
  },
  ssh: { explanation: 'An SSH server answers at this port, no TLS.', fix: 'Check the port: HTTPS is usually 443.' },
  smtp: {
    explanation: 'A mail server answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    fix: 'Use its TLS port, 465, or “openssl s_client -starttls smtp”.',
  },
  imap: {
    explanation: 'A mailbox server (IMAP) answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    fix: 'Use its TLS port, 993, or “openssl s_client -starttls imap”.',
  },
  pop3: {
    explanation: 'A mailbox server (POP3) answers, which begins in clear and turns to TLS only when asked (STLS).',
    fix: 'Use its TLS port, 995, or “openssl s_client -starttls pop3”.',
  },
  ftp: {
    explanation: 'An FTP server answers, which begins in clear and turns to TLS only when asked (AUTH TLS).',
    fix: 'Use “openssl s_client -starttls ftp”, or its TLS port, 990.',
  },
  vnc: { explanation: 'A remote screen (VNC) answers at this port, no TLS.', fix: 'Check the port.' },
  mysql: {
    explanation: 'A MySQL or MariaDB server answers, which turns to TLS only when asked.',
    fix: 'Use “openssl s_client -starttls mysql”.',
  },
  xmpp: {
    explanation: 'A chat server (XMPP) answers, which begins in clear and turns to TLS only when asked (STARTTLS).',
    fix: 'Use “openssl s_client -starttls xmpp”.',
  },
  other: {
    explanation: 'Something answers at this port, but it does not speak TLS.',
    fix: 'Check the port: HTTPS is usually 443.',
  },
  silent: {
    explanation: 'The port accepts connections, but nothing answered within the time limit.',
    fix: 'Look whether the service behind the port hangs, or waits for something in front of it (a PROXY protocol header).',
  },
  closes: {
    explanation: 'The port accepts connections and closes them at once, without a word.',
    fix: 'Look at the server’s log: a filter of addresses, a container without its service, or a HAProxy without a backend behave like this.',
  },
  resets: {
    explanation: 'The port accepts connections and tears them off at once.',
    fix: 'A firewall or a filter of addresses behaves like this, and so does a server that crashes: look at its log.',
  },
}

/** Servers that speak TLS, or something like it, and with whom no handshake comes about. */
export const FLAWED: Readonly<Record<Flaw, Words>> = {
  endless: {
    explanation: 'The server begins a TLS handshake and never stops sending: after 256 KiB nobody listens any more.',
    fix: 'No browser waits for that. Restart the server; if it is not yours, do not trust it.',
  },
  slow: {
    explanation: 'The server begins a TLS handshake but does not finish it within the time limit.',
    fix: 'Look whether the server is overloaded, or whether something on the way holds back large packets (MTU, VPN).',
  },
  'too-large': {
    explanation: 'The server sends a handshake message larger than programs take, as with hundreds of certificates.',
    fix: 'Put only its own certificate and the intermediates into the server’s file, not a whole bundle of authorities.',
  },
  malformed: {
    explanation: 'What the server sends looks like TLS, but is broken.',
    fix: 'Try without whatever is in between (an inspection box, a proxy); update or restart the server.',
  },
}
