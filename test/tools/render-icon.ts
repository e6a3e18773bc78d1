/** Makes the icons from the one SVG: `npm run icons`. */
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'

const root = fileURLToPath(new URL('../..', import.meta.url))
const svg = fs.readFileSync(`${root}build/icon.svg`, 'utf8')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const [size, file] of [
  [512, 'build/icon.png'],
  [32, 'renderer/public/tray.png'],
] as const) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await page.screenshot({ path: `${root}${file}`, omitBackground: true })
  await page.close()
}
await browser.close()
