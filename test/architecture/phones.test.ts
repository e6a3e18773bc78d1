import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { steps as texts } from '../../shared/messages/compiled/en/steps.ts'
import { devicePlatforms } from '../../shared/platforms/pkcs12.ts'
import { platformSteps } from '../../shared/platforms/steps.ts'
import { renderPhones } from '../tools/render-phones.ts'

const folder = path.join(import.meta.dirname, '../../docs/phones')

test('docs/phones says what the app and the link’s page say (npm run docs:phones writes it)', () => {
  const written = fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')])
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(renderPhones()))
})

test.each(devicePlatforms)('%s: what is handed over is handed over once, and the steps end at the page', (platform) => {
  const { steps } = platformSteps(texts)[platform]
  const gets = steps.flatMap((step) => step.gets ?? [])
  expect([['profile'], ['authority', 'identity']]).toContainEqual(gets)
  expect(steps.at(-1)?.visit).toBe(true)
  for (const step of steps) expect(step.text).toMatch(/[.)A-Z]$/)
})
