import { startForeignServer, type ForeignServer } from './foreign-server.ts'

/** A key that may change the zone, and the zone. */
export const DNS_KEY = {
  name: 'vestibule-key',
  algorithm: 'hmac-sha256',
  secret: Buffer.alloc(32, 5).toString('base64'),
} as const
export const ZONE = 'example.org'

const ZONE_FILE = `$TTL 60
@ IN SOA ns.${ZONE}. owner.${ZONE}. 1 3600 600 86400 1
@ IN NS ns.${ZONE}.
ns IN A 127.0.0.1
@ IN A 127.0.0.1
* IN A 127.0.0.1
`

/** BIND with a zone that takes updates. */
export function bind9(): Promise<ForeignServer> {
  return startForeignServer({
    program: 'named',
    from: 'bind9',
    args: (_port, folder) => ['-g', '-c', `${folder}/named.conf`],
    files: (port, folder) => ({
      'zone.db': ZONE_FILE,
      'named.conf': `
options {
  directory "${folder}";
  pid-file "${folder}/named.pid";
  session-keyfile "${folder}/session.key";
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  recursion no;
  dnssec-validation no;
  allow-query { any; };
};
controls { };
key "${DNS_KEY.name}" { algorithm ${DNS_KEY.algorithm}; secret "${DNS_KEY.secret}"; };
key "other-key" { algorithm hmac-sha512; secret "${DNS_KEY.secret}"; };
zone "${ZONE}" {
  type master;
  file "${folder}/zone.db";
  update-policy { grant ${DNS_KEY.name} wildcard *.${ZONE} TXT; };
};
`,
    }),
  })
}

/** Knot DNS with the same zone. */
export function knot(): Promise<ForeignServer> {
  return startForeignServer({
    program: 'knotd',
    from: 'knot',
    args: (_port, folder) => ['-c', `${folder}/knot.conf`],
    files: (port, folder) => ({
      'zone.db': ZONE_FILE,
      'knot.conf': `
server:
  rundir: ${folder}
  listen: 127.0.0.1@${port}
database:
  storage: ${folder}
log:
  - target: stderr
    any: info
key:
  - id: ${DNS_KEY.name}
    algorithm: ${DNS_KEY.algorithm}
    secret: ${DNS_KEY.secret}
acl:
  - id: update
    key: ${DNS_KEY.name}
    action: update
zone:
  - domain: ${ZONE}
    storage: ${folder}
    file: zone.db
    acl: update
`,
    }),
  })
}
