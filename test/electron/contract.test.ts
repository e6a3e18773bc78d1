import { contractSpec } from '../contract/spec.ts'
import { startRunningElectron } from './use-electron.ts'

contractSpec('the IPC of a real Electron', () => startRunningElectron())
