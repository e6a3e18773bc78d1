import { describe, expect, test } from 'vitest'
import { writeMetrics } from '../../../electron/engine/metrics/text.ts'
import { visibleJson, visibleText } from '../../../shared/visible-text.ts'

/** What terminals and line-breaking readers obey: ECMA-48 controls, and the directional formatting of Unicode TR9. */
const OBEYED = [
  ...Array.from({ length: 0x20 }, (_none, code) => code).filter((code) => code !== 0x09 && code !== 0x0a),
  ...Array.from({ length: 0x21 }, (_none, at) => 0x7f + at),
  0x061c,
  0x200e,
  0x200f,
  0x2028,
  0x2029,
  0x202a,
  0x202b,
  0x202c,
  0x202d,
  0x202e,
  0x2066,
  0x2067,
  0x2068,
  0x2069,
].map((code) => String.fromCharCode(code))

// oxlint-disable-next-line no-control-regex -- naming them is the point
const RAW = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/

describe('text for a terminal', () => {
  test('has an escape in the place of each character that would do something there', () => {
    for (const one of OBEYED) {
      const hex = one.charCodeAt(0).toString(16).padStart(4, '0')
      expect(visibleText(`a${one}b`)).toBe(`a\\u${hex}b`)
    }
    expect(visibleText('\u001b[31mred\u009b0m')).toBe('\\u001b[31mred\\u009b0m')
  })

  test('keeps lines, tabs and every letter', () => {
    for (const text of ['two\nlines\tand a tab', 'Мария', '日本語', 'שלום', '👩‍💻', 'a\\u0000b', '', 'né']) {
      expect(visibleText(text)).toBe(text)
    }
  })

  test('is JSON that holds the same values', () => {
    const value = { [`name${OBEYED.join('')}`]: OBEYED.join('x'), list: ['Мария', '\t', '\n', '"', '\\'] }
    const text = visibleJson(value)
    expect(text).not.toMatch(RAW)
    expect(text).not.toMatch(/[\n\t]/)
    expect(JSON.parse(text)).toEqual(value)
  })

  test('is what labels of metrics have', () => {
    const labels = { device: `a\u009b31m"\\\n\u202eb` }
    const text = writeMetrics([{ name: 'n', type: 'gauge', help: 'h', samples: [{ labels, value: 1 }] }])
    // Text format of Prometheus: a backslash is doubled.
    expect(text).toContain(String.raw`n{device="a\\u009b31m\"\\\n\\u202eb"} 1`)
    expect(text).not.toMatch(RAW)
  })
})
