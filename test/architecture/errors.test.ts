import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { AppError, errors, type ErrorCode } from '../../shared/errors/index.ts'
import { renderErrors } from '../tools/render-errors.ts'

const codes = Object.keys(errors) as ErrorCode[]

test('docs/errors.md lists exactly the catalogue (npm run docs:errors writes it)', () => {
  const written = fs.readFileSync(fileURLToPath(new URL('../../docs/errors.md', import.meta.url)), 'utf8')
  expect(written).toBe(renderErrors())
})

test.each(codes)('%s names what happened and what to do, in sentences', (code) => {
  const { message, remedy } = errors[code]
  expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/)
  expect(message.length).toBeGreaterThan(10)
  expect(remedy).toMatch(/\.$|\}$/)
  // A placeholder in the remedy must also be filled, so both are checked alike.
  const details = Object.fromEntries(
    [...`${message}${remedy}`.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name ?? '', 'X']),
  )
  const error = new AppError(code, details)
  expect(error.message + error.remedy).not.toMatch(/\{\w+\}/)
})
