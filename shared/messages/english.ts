import { spoken } from './compiled/en/spoken.ts'
import { createSpeaker } from './say.ts'

/** English, for programs, and for what is searched through by text. Windows and the gate load no more than they need. */
export const english = createSpeaker(spoken)
