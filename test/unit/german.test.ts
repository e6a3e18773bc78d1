import { describe, expect, test } from 'vitest'
import type { Notice, NoticeKind } from '../../shared/contract/notice.ts'
import { AppError, errors, type ErrorCode } from '../../shared/errors/index.ts'
import { germanErrors } from '../../shared/german/errors/index.ts'
import { germanFailure } from '../../shared/german/failure.ts'
import { allFragments, germanFragment } from '../../shared/german/fragments.ts'
import { germanNotice, germanNoticeKinds } from '../../shared/german/notices.ts'
import { germanPages } from '../../shared/german/pages.ts'
import { germanSteps } from '../../shared/german/steps.ts'
import { noticeWords, noticeKinds } from '../../shared/notices.ts'
import { pageWords, type PageOutcome } from '../../shared/pages/words.ts'
import { devicePlatforms } from '../../shared/platforms/pkcs12.ts'
import { platformSteps } from '../../shared/platforms/steps.ts'
import { languages } from '../../shared/language.ts'
import { linkPageWords } from '../../electron/engine/device/handoff/page-words.ts'
import { de as deDesktop } from '../../electron/desktop/words/de.ts'
import { en as enDesktop } from '../../electron/desktop/words/en.ts'

const codes = Object.keys(errors) as ErrorCode[]
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted()

describe('the error catalogue in German', () => {
  test('has every code, and no other', () => {
    expect(Object.keys(germanErrors).toSorted()).toEqual(codes.toSorted())
  })

  test.each(codes)('%s says what happened and what to do, with the same names in it', (code) => {
    const [english, german] = [errors[code], germanErrors[code]]
    expect(placeholders(german.message + german.remedy)).toEqual(placeholders(english.message + english.remedy))
    expect(german.message).not.toBe(english.message.includes('{field}') ? '' : english.message)
    expect(german.remedy).toMatch(/\.$|\}$/)
    expect(german.message + german.remedy).not.toContain('“{name}”')
  })

  test('what the engine puts into its sentences is German too, and what it does not know stays', () => {
    const { message, remedy } = germanFailure(
      new AppError('backup/not-a-backup', { problem: 'it ends within its header' }).toFailure(),
    )
    expect(message).toBe('Die Datei ist keine Sicherung von Vestibule: sie endet in ihrem Kopf.')
    expect(remedy).toContain('.age')
    expect(germanFailure(new AppError('site/name-taken', { name: 'certificate “x”' }).toFailure()).message).toBe(
      'Es gibt schon einen Zugang namens „certificate “x”“.',
    )
    const unknown = { code: 'new/code', message: 'Something new.', remedy: 'Look.' }
    expect(germanFailure(unknown)).toEqual({ message: 'Something new.', remedy: 'Look.' })
  })
})

test.each(allFragments)('“%s” has the same names in both languages', (english, german) => {
  expect(placeholders(german)).toEqual(placeholders(english))
})

test.each([
  [' by nginx (process 812)', ', von nginx (Prozess 812)'],
  ['must have at most 64 characters', 'darf höchstens 64 Zeichen haben'],
  ['it issued 12 certificates', 'sie hat 12 Zertifikate ausgestellt'],
  ['the site “Camera” trusts it', 'der Zugang „Camera“ vertraut ihr'],
  ['ECONNABORTED', 'ECONNABORTED'],
])('“%s” is „%s“', (english, german) => expect(germanFragment(english)).toBe(german))

describe('notices in German', () => {
  const details = {
    name: 'Phone', site: 'Camera', count: 4, days: 12, when: 'in 12 days', by: -7_200_000, how: 'back by 2 hours',
    outcome: 'expired', reason: 'The certificate of “Phone” has expired.', date: '2027-01-02',
  } // prettier-ignore
  const problem = new AppError('site/port-forbidden', { port: 80, free: 8080 }).toFailure()

  test('there are as many as in English', () => {
    expect(germanNoticeKinds.toSorted()).toEqual([...noticeKinds].toSorted())
  })

  test.each(noticeKinds)('%s is told with the same names and figures', (kind: NoticeKind) => {
    const german = germanNotice({ kind, details, problem } satisfies Partial<Notice>)
    const english = noticeWords(kind, details)
    for (const text of [german.title, german.body]) expect(text).not.toMatch(/undefined|NaN|\{/)
    for (const name of ['Phone', 'Camera', '12', '4'])
      expect(german.title.includes(name) || german.body.includes(name)).toBe(
        english.title.includes(name) || english.body.includes(name),
      )
  })

  test('a refusal of the system is said in German', () => {
    expect(germanNotice({ kind: 'site-failed', details, problem }).body).toContain('Port 80')
    expect(germanNotice({ kind: 'clock-set', details }).title).toBe(
      'Die Uhr dieses Computers wurde um 2 Stunden zurückgestellt',
    )
  })
})

describe('what is read on the device', () => {
  test.each(devicePlatforms)('the steps on %s are the same ones in German', (platform) => {
    const shape = ({ steps, trouble }: (typeof platformSteps)[typeof platform]) => ({
      steps: steps.map(({ gets, visit, ways, note }) => [
        gets,
        visit,
        ways?.map(({ path }) => path.length),
        note !== undefined,
      ]),
      trouble: trouble.length,
    })
    expect(shape(germanSteps[platform])).toEqual(shape(platformSteps[platform]))
  })

  test('every page for strangers exists in German, and none is left in English', () => {
    expect(Object.keys(germanPages).toSorted()).toEqual(Object.keys(pageWords).toSorted())
    for (const [outcome, { title, what }] of Object.entries(germanPages)) {
      expect([title, what]).not.toContain(pageWords[outcome as PageOutcome].title)
    }
  })

  test('the page of a link says the same things', () => {
    expect(Object.keys(linkPageWords).toSorted()).toEqual([...languages].toSorted())
  })
})

/** The shape of a language: which texts there are, and how many things each of them is told. */
function shapeOf(words: unknown): unknown {
  if (typeof words === 'function') return 'says'
  if (Array.isArray(words)) return words.map(shapeOf)
  if (typeof words === 'object' && words !== null) {
    return Object.fromEntries(Object.entries(words).map(([name, value]) => [name, shapeOf(value)]))
  }
  return typeof words
}

test('menus, tray and dialogs have the same texts in both languages', () => {
  expect(shapeOf(deDesktop)).toEqual(shapeOf(enDesktop))
})
