/**
 * The reading thread of test engines, in which passphrases are cheap: it knows already how strong that of the tests is
 * (judging one loads 60 MB of dictionaries, a second of work), and encrypts backups with a small work factor (two seconds
 * each otherwise). Tests of the command line run the program as it is.
 */
import module from 'node:module'
import { fileURLToPath } from 'node:url'

module.enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)))
const { tasks } = await import('../../electron/engine/untrusted/tasks.ts')
const { message } = await import('../../shared/messages/message.ts')
const { PASSPHRASE } = await import('./passphrase.ts')

const { 'passphrase-strength': judge, 'backup-pack': pack } = tasks
const judgeOthers: typeof judge = (passphrase) =>
  passphrase === PASSPHRASE ? Promise.resolve({ score: 3, words: message('passphrase.good') }) : judge(passphrase)

/** Base-2 logarithm; 18 otherwise. */
const WORK_FACTOR = 8
async function makeCheap(): Promise<void> {
  const { prototype } = (await import('age-encryption')).Encrypter
  const { value } = Object.getOwnPropertyDescriptor(prototype, 'setPassphrase') as {
    value: typeof prototype.setPassphrase
  }
  prototype.setPassphrase = function setCheaply(passphrase) {
    this.setScryptWorkFactor(WORK_FACTOR)
    value.call(this, passphrase)
  }
}
let cheap: Promise<void> | undefined
const packCheaply: typeof pack = async (...args) => {
  await (cheap ??= makeCheap())
  return pack(...args)
}

Object.assign(tasks, { 'passphrase-strength': judgeOthers, 'backup-pack': packCheaply })
await import('../../electron/engine/untrusted/worker.ts')
