import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { errorCodes } from '../../shared/errors/index.ts'
import { english } from '../../shared/messages/english.ts'
import { gapsOf } from '../tools/messages/source.ts'
import { readErrors, renderErrors } from '../tools/render-errors.ts'

const errors = readErrors()

test('docs/errors.md lists exactly the catalogue (npm run docs:errors writes it)', () => {
  const written = fs.readFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), 'utf8')
  expect(written).toBe(renderErrors())
})

test.each(errorCodes)('%s names what happened and what to do, in sentences', (code) => {
  const { message = '', remedy = '' } = errors[code] ?? {}
  expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
  expect(message.length).toBeGreaterThan(10)
  expect(remedy).toMatch(/\.$|\}$/)
  // Every gap of both sentences is filled from the same values.
  const gaps = Object.entries({ ...gapsOf(message), ...gapsOf(remedy) })
  const values = Object.fromEntries(gaps.map(([name, type]) => [name, type === 'list' ? ['X', 'Y'] : 'X']))
  const said = english.failure({ code, values })
  expect(said.message + said.remedy).not.toMatch(/[{}]|undefined/)
})
