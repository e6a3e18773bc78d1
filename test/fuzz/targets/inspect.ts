import { X509Certificate } from 'node:crypto'
import { DerError } from '../../../electron/pki/asn1/der-reader.ts'
import { readSignedData } from '../../../electron/pki/pkcs/signed-data.ts'
import { readProfile } from '../../../electron/engine/diagnosis/inspect/containers.ts'
import { inspectFile } from '../../../electron/engine/diagnosis/inspect/index.ts'
import { readPlist } from '../../../electron/engine/diagnosis/inspect/plist.ts'
import { relateFiles } from '../../../electron/engine/diagnosis/inspect/relate.ts'
import { must, mustBeOneLine, PASSWORD, type Corpus, type Target } from '../target.ts'
import { said } from '../../support/said.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')

function authorities({ signer }: Corpus) {
  return [{ name: 'Home', certificate: new X509Certificate(signer[1] ?? Buffer.alloc(0)).raw }]
}

function inspect(name: string, bytes: Buffer, corpus: Corpus) {
  return inspectFile({ name, bytes, password: PASSWORD, authorities: authorities(corpus), now: NOW })
}

/** Looking at any file. */
export const inspectTargets: readonly Target[] = [
  {
    name: 'inspection',
    from: ['certificate', 'key', 'pkcs12', 'request', 'crl', 'bundle', 'profile', 'index', 'backup', 'hello'],
    patience: 8000,
    async read(input, corpus) {
      const report = said((await inspect('changed', input, corpus)).report)
      mustBeOneLine(report.summary)
      for (const { message, remedy } of report.problems) {
        mustBeOneLine(message)
        mustBeOneLine(remedy)
      }
      must(
        JSON.stringify(report).length < 20 * input.length + 20_000,
        'a report is no longer than its file',
        input.length,
      )
    },
  },
  {
    name: 'relations',
    from: ['certificate', 'crl', 'request', 'bundle'],
    patience: 4000,
    async read(input, corpus) {
      const around = [...corpus.certificate.slice(0, 2), ...corpus.crl.slice(-1)]
      const files = await Promise.all(
        [input, ...around].map(async (bytes, at) => ({
          name: `file ${at}`,
          material: (await inspect(`file ${at}`, bytes, corpus)).material,
        })),
      )
      for (const { message } of said(relateFiles({ files, authorities: authorities(corpus), now: NOW })))
        mustBeOneLine(message)
    },
  },
  {
    name: 'plist',
    from: ['profile'],
    seeds: ['<plist><dict><key>a</key><array><integer>1</integer><true/><data>AAAA</data></array></dict></plist>'],
    read: (input) => readPlist(input.toString('utf8')),
  },
  { name: 'profile', from: ['profile'], read: (input) => readProfile(input.toString('utf8')) },
  { name: 'bundle', from: ['bundle', 'profile'], mayThrow: [DerError], read: (input) => readSignedData(input) },
]
