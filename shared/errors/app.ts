import type { ErrorEntry } from './entry.ts'

export const appErrors = {
  'app/unexpected': {
    message: 'Something unexpected happened inside Vestibule.',
    remedy: 'Try again; if it happens again, report it with the steps that led here.',
  },
  'app/unknown-method': {
    message: 'There is no method called “{method}”.',
    remedy: 'The window and the program may have different versions: reload the window.',
  },
  'app/invalid-input': { message: '{field}: {problem}.', remedy: 'Correct this field and try again.' },
  'app/usage': {
    message: 'The command was not understood: {problem}.',
    remedy: 'Run with --help to see how the command is used.',
  },
  'app/not-connected': {
    message: 'The connection to Vestibule was lost.',
    remedy: 'Check that Vestibule is still running, then reload this page.',
  },
  'app/not-running': {
    message: 'Vestibule is not running on the data folder {folder}.',
    remedy: 'Start it first: the app, or vestibule serve.',
  },
  'app/port-unavailable': {
    message: 'The interface cannot use port {port}: {problem}.',
    remedy:
      'A free port is used in its place. To have this one, end the other program, or choose another with --ui-port.',
  },
  'app/metrics-port': {
    message: 'The metrics cannot be served on port {port}: {problem}.',
    remedy: 'Choose another port. Prometheus finds exporters usually between 9100 and 9999.',
  },
  'app/node-too-old': {
    message: 'Vestibule needs Node 24 or newer; this is Node {version}.',
    remedy:
      'It is tested with Node 24 and 26. Run it through npm (npm start), which brings the right Node along after npm ci.',
  },
  'app/file-unreadable': {
    message: 'The file {file} could not be read: {problem}.',
    remedy: 'Check the path and that you may read it.',
  },
  'app/file-unwritable': {
    message: 'The file {file} could not be written: {problem}.',
    remedy: 'Check the folder, its permissions and the free space. Nothing was left half-written.',
  },
  'app/file-exists': {
    message: 'There is a file {file} already, and it was not replaced.',
    remedy: 'Choose another name, move the file away, or replace it on purpose (on the command line: --force).',
  },
  'app/not-from-here': {
    message: '{method} cannot be called from here.',
    remedy: 'Use the command line on this computer, or the desktop app.',
  },
  'app/path-from-browser': {
    message: 'A page in a browser may not name files of this computer ({field}).',
    remedy: 'Choose or save the file in the browser, or use the command line on this computer.',
  },
  'app/interface-missing': {
    message: 'The interface could not be built in {folder}.',
    remedy: 'The sites run without it. Run npm ci and npm run build:ui; the message above says what went wrong.',
  },
  'app/not-in-this-shell': {
    message: 'Vestibule cannot {what} the way it runs here.',
    remedy: 'Use the desktop app on this computer, or do without it.',
  },
  'app/login-item': {
    message: 'Opening at login could not be changed: {place}: {problem}.',
    remedy: 'Check that the place is yours to write to, or change it in the settings of your system.',
  },
  'app/not-opened': {
    message: 'That file is not waiting any more.',
    remedy: 'Open it again from its folder, or choose it here.',
  },
  'app/cancelled': {
    message: 'It was cancelled.',
    remedy: 'Nothing was changed. Start it again when you like.',
  },
  'app/run-taken': {
    message: 'Something with this run id is going on already.',
    remedy: 'Wait until it has ended, or cancel it.',
  },
  'app/undo-over': {
    message: 'That cannot be undone any more.',
    remedy: 'It can for five minutes, as long as Vestibule runs and nothing newer was done to the same thing.',
  },
  'app/undo-name-taken': {
    message: '“{name}” cannot be put back: there is another one by now.',
    remedy: 'Rename or remove the other one first, then undo again.',
  },
  'app/undo-authority-gone': {
    message: '“{name}” cannot be put back: an authority that it trusts was removed after it.',
    remedy: 'Undo the removal of the authority first.',
  },
  'app/changed-meanwhile': {
    message: '“{name}” was changed by something else while this was being done.',
    remedy: 'Nothing was changed by this call. Look at what it is now, and try again.',
  },
  'app/closing': {
    message: 'Vestibule is closing.',
    remedy: 'This was not done. Start Vestibule again, then try once more.',
  },
  'app/foreign-sender': {
    message: 'This call did not come from Vestibule’s own window.',
    remedy: 'Nothing was done. Use the window of the app.',
  },
} as const satisfies Record<string, ErrorEntry>
