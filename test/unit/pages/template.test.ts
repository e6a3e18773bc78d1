import { expect, test } from 'vitest'
import { fillPage, startingTemplate, unknownPlaceholder, utf8Length } from '../../../shared/pages/template.ts'

const page = { outcome: 'expired', code: '10 X509_V_ERR_CERT_HAS_EXPIRED', contact: 'Bob' } as const

test('each placeholder stands for its words, however often and with spaces inside', () => {
  const html = fillPage('{{title}}|{{ what }}|{{do}}|{{code}}|{{name}}|{{contact}}|{{contact}}|{{renew}}', page)
  expect(html).toBe(
    'Your certificate has expired|Your device showed a certificate whose time is over.|' +
      'Ask the person who gave you access for a new one.|10|X509_V_ERR_CERT_HAS_EXPIRED|Bob|Bob|',
  )
  expect(fillPage('{{renew}}', { ...page, renew: true })).toMatch(/^<form method="post" [^>]*>.*<\/form>$/)
})

test('without a certificate code and name are empty: 0 would read as good', () => {
  expect(fillPage('[{{code}}{{name}}]', { ...page, outcome: 'no-certificate', code: null })).toBe('[]')
})

test('a value can end neither an element nor an attribute, and is not filled in again', () => {
  const contact = `"><script>alert(1)</script>'&{{code}}$&`
  const html = fillPage('<a title="{{contact}}">{{contact}}</a>', { ...page, contact })
  expect(html).not.toMatch(/<script|"">|10/)
  expect(html).toContain('&#60;script&#62;')
  expect(html).toContain('{{code}}$&')
})

test('what is no placeholder is named; braces of styles are none', () => {
  expect(unknownPlaceholder('{{title}} {{ upstream }}')).toBe('upstream')
  expect(unknownPlaceholder('a { b: c } .x{y:{}}')).toBeNull()
  expect(unknownPlaceholder(startingTemplate)).toBeNull()
  expect(fillPage(startingTemplate, page)).not.toContain('{{')
})

test('a page with a brace and nothing but spaces behind it is sent at once', () => {
  const template = `{{${' '.repeat(60_000)}`
  const before = performance.now()
  expect(fillPage(template, page)).toBe(template)
  expect(unknownPlaceholder(template)).toBeNull()
  expect(performance.now() - before).toBeLessThan(2000)
})

test('bytes are counted as UTF-8 has them', () => {
  for (const text of ['', 'abc', 'é', '漢字', '🏠', 'a🏠é']) expect(utf8Length(text)).toBe(Buffer.byteLength(text))
})
