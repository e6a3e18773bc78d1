/** Bun's own test functions have the shape of vitest's, as far as they are used here. */
declare module 'bun:test' {
  export { expect, test } from 'vitest'
}
