#!/usr/bin/env node
import { prepareProcess } from './launch/prepare-process.js'

prepareProcess()
const { loadMain } = await import('./launch/load.js')
const { main } = await loadMain(process.env)
process.exitCode = await main(process.argv.slice(2), process.env)
