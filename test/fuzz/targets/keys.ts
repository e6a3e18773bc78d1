import { readPrivateKey } from '../../../electron/pki/read/key.ts'
import { fromPem, toPem } from '../../../electron/pki/x509/pem.ts'
import { readPkcs12 } from '../../../electron/pki/pkcs/pkcs12-read.ts'
import { must, PASSWORD, type Target } from '../target.ts'

/** A file may ask for so much key derivation (pbe/budget.ts), and three passwords are tried here. Milliseconds. */
const DERIVING = 8000

async function failsWell(run: () => Promise<unknown>): Promise<unknown> {
  return run().catch((error: unknown) => error)
}

/** Rethrows the first error, after all of them were tried. */
async function each(runs: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const run of runs) {
    const result = await failsWell(run)
    if (result instanceof Error && result.name !== 'AppError') throw result
  }
  await runs[0]?.()
}

/** Keys, and what they are carried in. */
export const keyTargets: readonly Target[] = [
  {
    name: 'pem',
    from: ['certificate', 'key', 'crl', 'request'],
    read(input) {
      for (const { label, der } of fromPem(input.toString('latin1'))) {
        const again = fromPem(toPem(label, der))
        must(
          again.length === 1 && Buffer.compare(again[0]?.der ?? input, der) === 0,
          'a block is read as it is written',
        )
      }
    },
  },
  {
    name: 'key',
    from: ['key'],
    patience: DERIVING,
    read: (input) =>
      each([
        () => readPrivateKey(input, PASSWORD),
        () => readPrivateKey(input, null),
        () => readPrivateKey(input.toString('latin1'), 'wrong'),
      ]),
  },
  {
    name: 'pkcs12',
    from: ['pkcs12'],
    patience: DERIVING,
    read: (input) => each([() => readPkcs12(input, PASSWORD), () => readPkcs12(input, '')]),
  },
]
