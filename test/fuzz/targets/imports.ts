import { importAuthority, importTrusted } from '../../../electron/engine/authority/read-import.ts'
import { readIndex } from '../../../electron/pki/read/index-file.ts'
import { recogniseFile } from '../../../electron/pki/read/kind.ts'
import { fromFiles } from '../../../electron/engine/diagnosis/server/credentials.ts'
import { checkIdentity } from '../../../electron/engine/site/certificate/issue.ts'
import { must, PASSWORD, type Corpus, type Target } from '../target.ts'

const NOW = new Date('2026-11-21T12:00:00Z')
const DERIVING = 8000

const text = (bytes: Buffer | undefined): string => bytes?.toString('latin1') ?? ''

/** The changed file among those that belong to it. */
function withAuthority(input: Buffer, { signer, index, crl }: Corpus) {
  const named = (name: string, bytes: Buffer | undefined) => (bytes ? [{ name, bytes }] : [])
  return {
    files: [
      { name: 'changed', bytes: input },
      ...named('ca.key', signer[0]),
      ...named('ca.crt', signer[1]),
      ...named('crl.pem', crl.at(-1)),
      ...named('pki/index.txt', index[0]),
    ],
    password: PASSWORD,
    now: NOW,
  }
}

/** Importing: what several files are, and what is made of them. */
export const importTargets: readonly Target[] = [
  {
    name: 'kind',
    from: ['certificate', 'key', 'pkcs12', 'request', 'crl', 'bundle', 'profile'],
    read: (input) => recogniseFile(input),
  },
  {
    name: 'index',
    from: ['index'],
    read(input) {
      for (const { serial, revokedAt } of readIndex(input.toString('utf8'))) {
        must(/^-?[0-9A-F]{1,2000}$/.test(serial), 'a serial is hexadecimal', serial)
        must(revokedAt === null || !Number.isNaN(revokedAt.getTime()), 'a date is one')
      }
    },
  },
  {
    name: 'authority',
    from: ['certificate', 'key', 'pkcs12', 'crl', 'index'],
    patience: DERIVING,
    async read(input, corpus) {
      const all = withAuthority(input, corpus)
      await importAuthority({ ...all, allowNoMac: true })
      await importAuthority({ ...all, files: [{ name: 'pki/index.txt', bytes: input }, ...all.files.slice(1, 4)] })
    },
  },
  {
    name: 'authority-alone',
    from: ['certificate', 'key', 'pkcs12', 'crl'],
    patience: DERIVING,
    read: (input) =>
      importAuthority({ files: [{ name: 'changed', bytes: input }], password: PASSWORD, allowNoMac: true, now: NOW }),
  },
  {
    name: 'trusted-authority',
    from: ['certificate', 'crl'],
    async read(input, corpus) {
      const all = withAuthority(input, corpus)
      await importTrusted({ ...all, files: [{ name: 'changed', bytes: input }, ...all.files.slice(2, 3)] })
    },
  },
  {
    name: 'server-pair',
    from: ['certificate', 'key'],
    read(input, corpus) {
      const hosts = ['nas.home.arpa']
      const now = NOW.getTime()
      const pair = { certPem: text(corpus.certificate[0]), keyPem: text(corpus.key.at(-1)) }
      checkIdentity({ ...pair, certPem: text(input), hosts, now })
      checkIdentity({ ...pair, keyPem: text(input), hosts, now })
    },
  },
  {
    name: 'credentials',
    from: ['pkcs12', 'certificate', 'key'],
    patience: DERIVING,
    async read(input, corpus) {
      const ways = [
        () => fromFiles([{ bytes: input, password: PASSWORD }]),
        () => fromFiles([text(input), text(corpus.signer[0])].map((bytes) => ({ bytes, password: PASSWORD }))),
        () => fromFiles([text(corpus.signer[1]), text(input)].map((bytes) => ({ bytes, password: PASSWORD }))),
        () =>
          fromFiles([
            { bytes: input, password: PASSWORD },
            { bytes: corpus.signer[0] ?? input, password: undefined },
          ]),
      ]
      // Any of them: which one is told by the input, so that every one has its turn.
      await ways[(input.length + (input[0] ?? 0)) % ways.length]?.()
    },
  },
]
