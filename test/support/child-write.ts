/** Writes a file of so many bytes, as drives are written to, and says how it ended. Arguments: the file, the size. */
import { fileProblem, writeWhole } from '../../electron/engine/store/write-whole.ts'
import { english } from '../../shared/messages/english.ts'

const [file = '', size = '0'] = process.argv.slice(2)
const content = Buffer.alloc(Number(size), 'x')
try {
  await writeWhole(file, content, { overwrite: true })
  console.log('written')
} catch (error) {
  console.log(english.say(fileProblem(error)))
}
