import fs from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { readCatalogues } from '../tools/compile-messages.ts'
import { accented, CLOSING, OPENING, PADDING } from '../tools/messages/pseudo.ts'

/**
 * The end-to-end tests in the pseudo-locale (`npm run e2e:pseudo`): the window comes from the build that is named here, and
 * tests go on naming what they look for in English.
 */
export const pseudoFolder = process.env['VESTIBULE_PSEUDO']

/** To Chromium, what a test answers comes from nowhere, and may not speak to this computer. */
export const PSEUDO_ARGS = ['--disable-features=LocalNetworkAccessChecks']

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Serves the window from another build; calls to the engine, and the first visit with its cookie, go to the engine. */
export async function servePseudo(context: BrowserContext, folder: string): Promise<void> {
  await context.route(/^http:\/\/127\.0\.0\.1:\d+\/(?:assets\/[^/]+|favicon\.svg)?$/, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1) || 'index.html'
    const file = path.join(folder, name)
    if (!fs.existsSync(file)) return route.continue()
    // The rules for what the page may do are those of the real one.
    const headers = name === 'index.html' ? (await route.fetch()).headers() : {}
    return route.fulfill({
      body: fs.readFileSync(file),
      headers: { ...headers, 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream' },
    })
  })
}

/** What an address redirects to is not asked for through a route: once more, when the page is let in. */
async function loadAgain(page: Page): Promise<void> {
  await page.waitForFunction(() => window.sessionStorage.getItem('vestibule-session') !== null)
  await page.reload()
}

/** Opens the address that was printed. */
export async function openPseudo(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await loadAgain(page)
}

/** What may stand between two letters of an English text: where one text of a catalogue begins and another one ends. */
const SEAM = `[${OPENING}${CLOSING}${PADDING}\\s]*`
const letter = (one: string): string => {
  const other = accented(one)
  return other === one ? one : `[${one}${other}]`
}
const escaped = (one: string): string => one.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Finds an English text in the pseudo-locale, and as it is. */
export function pseudoPattern(text: string, exact: boolean): RegExp {
  const characters = Array.from(text.trim()).map((one) => (/\s/.test(one) ? '\\s' : letter(escaped(one))))
  const body = characters.join(SEAM)
  return exact ? new RegExp(`^${SEAM}${body}${SEAM}$`) : new RegExp(body, 'i')
}

/** The same for a pattern: each letter outside of escapes stands for both. */
export function pseudoRegExp({ source, flags }: RegExp): RegExp {
  let [written, at, inClass] = ['', 0, false]
  while (at < source.length) {
    const one = source[at] ?? ''
    const special = /^(?:\\.|\(\?(?:[:=!]|<[=!]?)|\{\d+(?:,\d*)?\})/.exec(source.slice(at))?.[0]
    if (special !== undefined && !(inClass && !special.startsWith('\\'))) {
      // A blank that is written as such may be more than one, and stand at a seam.
      written += special === '\\s' && !inClass ? '\\s' : special
      at += special.length
      continue
    }
    if (one === '[') inClass = true
    else if (one === ']') inClass = false
    if (inClass || one === ']') written += /[A-Za-z]/.test(one) ? one + accented(one) : one
    else if (one === '^') written += `^${SEAM}`
    else if (one === '$') written += `${SEAM}$`
    else if (/[A-Za-z]/.test(one)) written += `(?:${SEAM}${letter(one)})`
    else if (one === ' ') written += `${SEAM}\\s`
    else if (/[.,:;!?…’“”]/.test(one) && !/[.?]/.test(one)) written += `${SEAM}${one}`
    else written += one
    at += 1
  }
  return new RegExp(written, flags)
}

const translated = (text: string | RegExp, exact = false): RegExp =>
  typeof text === 'string' ? pseudoPattern(text, exact) : pseudoRegExp(text)

interface TextOptions {
  exact?: boolean
  name?: string | RegExp
  hasText?: string | RegExp
  hasNotText?: string | RegExp
}

interface ExpectedText {
  string?: string
  regexSource?: string
  regexFlags?: string
  matchSubstring?: boolean
}

type Method = (this: unknown, ...args: never[]) => unknown
type Methods = Record<string, Method | undefined>

/** Replaces a method of a prototype by one that is given other arguments. */
function wrap<A extends unknown[]>(methods: Methods, name: string, change: (...args: A) => A): void {
  const original = methods[name]
  if (!original) return
  methods[name] = function replaced(this: unknown, ...args: never[]) {
    return original.apply(this, change(...(args as unknown as A)) as unknown as never[])
  }
}

function changed(options: TextOptions | undefined): TextOptions | undefined {
  if (options === undefined) return undefined
  const { name, hasText, hasNotText, ...rest } = options
  return {
    ...rest,
    ...(name === undefined ? {} : { name: translated(name, options.exact) }),
    ...(hasText === undefined ? {} : { hasText: translated(hasText) }),
    ...(hasNotText === undefined ? {} : { hasNotText: translated(hasNotText) }),
  }
}

const done = new WeakSet<object>()

function translateFinders(prototype: object): void {
  if (done.has(prototype)) return
  done.add(prototype)
  const methods = prototype as Methods
  for (const name of ['getByText', 'getByLabel', 'getByPlaceholder', 'getByAltText', 'getByTitle']) {
    wrap<[string | RegExp, (TextOptions | undefined)?]>(methods, name, (text, options) => [
      translated(text, options?.exact),
    ])
  }
  wrap<[string, (TextOptions | undefined)?]>(methods, 'getByRole', (role, options) => [role, changed(options)])
  wrap<[(TextOptions | undefined)?]>(methods, 'filter', (options) => [changed(options)])
  wrap<[string, (TextOptions | undefined)?]>(methods, 'locator', (selector, options) => [selector, changed(options)])
  // What `toHaveText` and `toContainText` ask the browser for.
  wrap<[string, { expectedText?: ExpectedText[] }]>(methods, '_expect', (what, options) => [
    what,
    /text/.test(what) && options.expectedText
      ? {
          ...options,
          expectedText: options.expectedText.map(({ string, matchSubstring, ...rest }) => {
            if (string === undefined) return rest
            const { source, flags } = pseudoPattern(string, matchSubstring !== true)
            return { ...rest, regexSource: source, regexFlags: flags }
          }),
        }
      : options,
  ])
}

/** Lets every test find English texts in the pseudo-locale. */
export function translateLocators(): void {
  const launch = chromium.launch.bind(chromium)
  const prepare = (page: Page): void => {
    translateFinders(Object.getPrototypeOf(page) as object)
    translateFinders(Object.getPrototypeOf(page.locator('body') satisfies Locator) as object)
    translateFinders(Object.getPrototypeOf(page.frameLocator('iframe')) as object)
  }
  chromium.launch = async (options) => {
    const browser: Browser = await launch({ ...options, args: [...(options?.args ?? []), ...PSEUDO_ARGS] })
    const newContext = browser.newContext.bind(browser)
    browser.newContext = async (contextOptions) => {
      const context = await newContext(contextOptions)
      if (pseudoFolder !== undefined) await servePseudo(context, pseudoFolder)
      const newPage = context.newPage.bind(context)
      context.newPage = async () => {
        const page = await newPage()
        prepare(page)
        const goto = page.goto.bind(page)
        page.goto = async (url, gotoOptions) => {
          const response = await goto(url, gotoOptions)
          if (page.url() !== url && url.startsWith('http://127.0.0.1:')) await loadAgain(page)
          return response
        }
        return page
      }
      return context
    }
    browser.newPage = async (pageOptions) => (await browser.newContext(pageOptions)).newPage()
    return browser
  }
}

/** Texts of the English catalogues without gaps. */
function englishTexts(from: unknown): string[] {
  if (typeof from === 'string') return from.includes('{') ? [] : [from]
  return typeof from === 'object' && from !== null ? Object.values(from).flatMap(englishTexts) : []
}
const ENGLISH: ReadonlySet<string> = new Set(englishTexts(readCatalogues()['en']))

/** What `Intl` says, commands as they are typed, programs by their names. */
const NO_SENTENCES = [/^in \d+ \w+$/, /^\d+ \w+ ago$/, /^vestibule [a-z]+ /, /^Apache httpd$/]

/**
 * What can be read on a page although it comes from no catalogue: two words or more, or what English says there. Names and
 * figures that the owner or the protocol gave are neither, and stand in no brackets.
 *
 * @param names of what is in the house
 */
export async function foreignTexts(page: Page, names: readonly string[]): Promise<string[]> {
  const isKnown = (text: string): boolean =>
    names.some((name) => text.includes(name)) || NO_SENTENCES.some((pattern) => pattern.test(text))
  return (await textsOutside(page)).filter((found) => {
    const text = found.replace(/^(?:aria-label|title|placeholder|alt): /, '')
    return !isKnown(text) && (ENGLISH.has(text) || /\p{L}{2,}\s+\p{L}{2,}/u.test(text))
  })
}

/** Texts outside of the brackets of the pseudo-locale, those of attributes with their name in front. */
function textsOutside(page: Page): Promise<string[]> {
  return page.evaluate(
    ([opening, closing]) => {
      const within = (text: string): string => {
        let [depth, outside] = [0, '']
        for (const one of text) {
          if (one === opening) depth += 1
          else if (one === closing) depth -= 1
          else if (depth === 0) outside += one
        }
        return outside
      }
      const found: string[] = []
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement
        // What somebody typed; and what says of itself in which language it is: names of languages.
        const exempt = parent?.closest('style, script, textarea, body [lang]')
        if (!parent || !parent.checkVisibility({ visibilityProperty: true }) || exempt) continue
        const text = within(node.textContent ?? '').trim()
        if (/\p{L}{2}/u.test(text)) found.push(text)
      }
      for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
        if (one.closest('[aria-hidden="true"]')) continue
        for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
          const text = within(one.getAttribute(name) ?? '').trim()
          if (/\p{L}{2}/u.test(text)) found.push(`${name}: ${text}`)
        }
      }
      return [...new Set(found)]
    },
    [OPENING, CLOSING] as const,
  )
}
