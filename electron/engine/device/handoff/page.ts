import { createHash } from 'node:crypto'
import type { Platform } from '../../../../shared/contract/device.ts'
import { escapeHtml } from '../../../../shared/pages/escape.ts'
import { devicePlatforms } from '../../../../shared/platforms/pkcs12.ts'
import { languages, type Language } from '../../../../shared/language.ts'
import { loadSpoken } from '../../../../shared/messages/compiled/languages.ts'
import { platformSteps, type Step } from '../../../../shared/platforms/steps.ts'

type Spoken = Awaited<ReturnType<(typeof loadSpoken)['en']>>['spoken']

/** What a link says, to visitors of one language. */
export type LinkWords = Pick<Spoken, 'link' | 'steps'>

/** In every language: nobody knows who comes. */
export async function loadLinkWords(): Promise<Readonly<Record<Language, LinkWords>>> {
  const load = async (language: Language): Promise<readonly [Language, LinkWords]> => {
    const { link, steps } = (await loadSpoken[language]()).spoken
    return [language, { link, steps }]
  }
  return Object.fromEntries(await Promise.all(languages.map(load))) as Record<Language, LinkWords>
}

/** What the page says, apart from the steps. */
export interface PageFacts {
  readonly deviceName: string
  readonly authorityName: string
  readonly platform: Platform
  /** Of the visitor, with its words. */
  readonly language: Language
  readonly words: LinkWords
  readonly taken: boolean
  /** Milliseconds since 1970. */
  readonly until: number
  readonly now: number
  /** Addresses of the files; the profile only for who can use it. */
  readonly hrefs: {
    readonly authority: string
    readonly authorityPem: string
    readonly identity: string
    readonly profile: string
  }
  /** Pages that the certificate opens. */
  readonly sites: readonly { readonly name: string; readonly url: string }[]
  /** Whether the device must trust the authority. */
  readonly root: boolean
}

const STYLE =
  ':root{color-scheme:light dark;--bg:#f6f6f4;--fg:#1c1f24;--dim:#5f646d;--card:#fff;--line:#e3e3df;--accent:#3b56b5;--on:#fff;--soft:#eef1fb}' +
  '@media (prefers-color-scheme:dark){:root{--bg:#14171c;--fg:#e6e8ec;--dim:#a2a9b5;--card:#1b1f26;--line:#2e343e;--accent:#a3b4ef;--on:#14171c;--soft:#232b45}}' +
  '*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--fg);font:17px/1.5 system-ui,sans-serif}' +
  'main{max-width:36rem;margin:0 auto;padding:24px 16px 48px}h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}' +
  'h2{font-size:1.1rem;margin:28px 0 8px}p{margin:0 0 8px;overflow-wrap:anywhere}.dim,small{color:var(--dim);font-size:.88rem}' +
  'nav{display:flex;flex-wrap:wrap;gap:6px;margin:16px 0}nav a{border:1px solid var(--line);background:var(--card);border-radius:999px;padding:5px 12px;color:inherit;text-decoration:none;font-size:.88rem}' +
  'nav a[aria-current]{background:var(--soft);border-color:var(--accent);color:var(--accent);font-weight:600}' +
  'ol{list-style:none;counter-reset:s;margin:0;padding:0}li{counter-increment:s;position:relative;padding:0 0 20px 44px}' +
  'li::before{content:counter(s);position:absolute;left:0;top:0;width:30px;height:30px;line-height:28px;text-align:center;border:2px solid var(--line);border-radius:50%;font-weight:600;background:var(--card)}' +
  '.get{display:block;text-align:center;background:var(--accent);color:var(--on);font-weight:600;text-decoration:none;border-radius:10px;padding:13px 16px;margin:10px 0}' +
  '.gone{border:1px solid var(--line);border-radius:10px;padding:11px 14px;margin:10px 0;color:var(--dim)}' +
  '.way{margin:4px 0;padding:8px 12px;background:var(--card);border:1px solid var(--line);border-radius:10px;font-size:.94rem}.way small{display:block}' +
  '.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 16px;margin:12px 0}a{color:var(--accent);overflow-wrap:anywhere}' +
  'summary{cursor:pointer;font-weight:600}details p{margin-top:8px}'

/** Nothing may be loaded, run, framed or sent from the page; its one style sheet is known by its digest. */
export const PAGE_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

function button(step: Step, facts: PageFacts): string {
  if (step.gets === undefined) return ''
  const { link: words } = facts.words
  if (facts.taken && step.gets !== 'authority') {
    return `<p class="gone">${words.taken}</p>`
  }
  // Programs read PEM; DER is what the media type stands for.
  const authority = facts.platform === 'script' ? facts.hrefs.authorityPem : facts.hrefs.authority
  const href = step.gets === 'authority' ? authority : facts.hrefs[step.gets]
  return `<a class="get" href="${escapeHtml(href)}">${words.gets[step.gets]}</a>`
}

function stepHtml(step: Step, facts: PageFacts): string {
  const ways = step.ways.map(
    ({ on, path }) =>
      `<p class="way">${on === undefined ? '' : `<small>${escapeHtml(on)}</small>`}${path.map(escapeHtml).join(' › ')}</p>`,
  )
  const sites = step.visit
    ? facts.sites.map(
        ({ name, url }) => `<p>${escapeHtml(name)}: <a href="${escapeHtml(url)}">${escapeHtml(url)}</a></p>`,
      )
    : []
  const note = step.note === undefined ? '' : `<p class="dim">${escapeHtml(step.note)}</p>`
  return `<li><p>${escapeHtml(step.text)}</p>${button(step, facts)}${ways.join('')}${sites.join('')}${note}</li>`
}

/** The page of a link: steps for one platform, the files in the steps that need them. No script, no other file. */
export function renderPage(facts: PageFacts): string {
  const all = platformSteps(facts.words.steps, { root: facts.root })
  const { link: words } = facts.words
  const { name, steps, trouble } = all[facts.platform]
  const tabs = devicePlatforms.map(
    (platform) =>
      `<a href="?as=${platform}"${platform === facts.platform ? ' aria-current="page"' : ''}>${escapeHtml(all[platform].name)}</a>`,
  )
  const minutes = Math.max(1, Math.ceil((facts.until - facts.now) / 60_000))
  return (
    `<!doctype html><html lang="${facts.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta name="robots" content="noindex"><title>${escapeHtml(facts.deviceName)}</title><style>${STYLE}</style></head><body><main>` +
    `<p class="dim">${escapeHtml(facts.authorityName)}</p><h1>${escapeHtml(facts.deviceName)}</h1><p class="dim">${words.closes({ minutes })}</p>` +
    `<nav aria-label="${words.which}">${tabs.join('')}</nav><h2>${escapeHtml(words.on({ platform: name }))}</h2>` +
    `<ol>${steps.map((step) => stepHtml(step, facts)).join('')}</ol>` +
    `<div class="card"><p><strong>${words.password.what}</strong> ${words.password.rest}</p></div>` +
    `<details class="card"><summary>${words.safe.question}</summary><p>${words.safe.answer}</p></details>` +
    `<details class="card"><summary>${words.trouble}</summary>${trouble
      .map(({ sees, means }) => `<p>${escapeHtml(sees)}: <span class="dim">${escapeHtml(means)}</span></p>`)
      .join('')}</details></main></body></html>\n`
  )
}
