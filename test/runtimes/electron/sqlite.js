/** `node:sqlite` for a runtime without it: the same classes from a package. */
import { pathToFileURL } from 'node:url'
import { DatabaseSync as Base, StatementSync, constants } from '@photostructure/sqlite'

class DatabaseSync extends Base {
  constructor(file, options = {}) {
    // Its statements outlive close() and keep the file's lock; of a file that is only read none is taken.
    const readOnly = options.readOnly === true && file !== ':memory:'
    super(readOnly ? `${pathToFileURL(String(file)).href}?immutable=1` : file, options)
  }
}

export { DatabaseSync, StatementSync, constants }
