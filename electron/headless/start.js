import { prepareProcess } from './launch/prepare-process.js'

prepareProcess()
const { start } = await import('./start.ts')
process.exitCode = await start(process.argv.slice(2))
