import { expect, test } from 'vitest'
import { libraryOrder, neededStyles, presentStyles } from '../support/mantine-styles.ts'

const base = ['baseline', 'default-css-variables', 'global']

test('of the library of components exactly the style sheets that are needed are there, in its order', () => {
  expect(presentStyles()).toEqual(libraryOrder([...base, ...neededStyles()]))
})
