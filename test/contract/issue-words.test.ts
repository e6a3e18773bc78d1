import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const contract = path.join(import.meta.dirname, '../../shared/contract')

/** Each issue that the contract adds by itself, as it is written. */
const issues = fs
  .readdirSync(contract)
  .flatMap((name) => [
    ...fs.readFileSync(path.join(contract, name), 'utf8').matchAll(/(?:addIssue|issues\.push)\(\{([\s\S]*?)\}\)/g),
  ])
  .map(([, body = '']) => body)

test('what the contract says of a field is a message: free words would be told as “is not valid”', () => {
  expect(issues.length).toBeGreaterThan(3)
  expect(issues.filter((body) => !/\bmessage(?:: must\(|[\s,]*$)/m.test(body))).toEqual([])
})
