/** Makes the icons from the one SVG: `npm run icons`. */
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { colourPicture, ico, outlinePicture, trayPictures } from './tray-pictures.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tray = `${root}renderer/public/tray/`
const icon = fs.readFileSync(`${root}build/icon.svg`, 'utf8')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })

async function draw(svg: string, size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  const png = await page.screenshot({ omitBackground: true })
  await page.close()
  return png
}

fs.writeFileSync(`${root}renderer/public/favicon.svg`, icon)
fs.writeFileSync(`${root}build/icon.png`, await draw(icon, 1024))
fs.mkdirSync(tray, { recursive: true })
for (const state of trayPictures) {
  const colour = colourPicture(icon, state)
  fs.writeFileSync(`${tray}${state}.png`, await draw(colour, 32))
  fs.writeFileSync(`${tray}${state}@2x.png`, await draw(colour, 64))
  const sizes = []
  for (const size of [16, 24, 32, 48]) sizes.push({ size, png: await draw(colour, size) })
  fs.writeFileSync(`${tray}${state}.ico`, ico(sizes))
  const outline = outlinePicture(icon, state)
  fs.writeFileSync(`${tray}${state}Template.png`, await draw(outline, 18))
  fs.writeFileSync(`${tray}${state}Template@2x.png`, await draw(outline, 36))
}
await browser.close()
