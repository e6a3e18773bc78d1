/** The tray's pictures, all made from the one SVG: a badge a state, told apart by shape. */

/** Bottom right of the 512-unit picture; `hole` is what is cut out around it, so that it stands apart at 16 px. */
const HOLE = '<circle cx="372" cy="372" r="172" fill="black"/>'

const badges = {
  good: { colour: '', outline: '' },
  refused: {
    colour:
      '<circle cx="372" cy="372" r="140" fill="#d8232f"/><rect x="292" y="346" width="160" height="52" fill="#fff"/>',
    outline: '<path fill-rule="evenodd" d="M372 232a140 140 0 1 0 0 280a140 140 0 1 0 0-280M292 346h160v52h-160z"/>',
  },
  expiring: {
    colour:
      '<path d="M362 222l132 264h-264z" fill="#f0a81c" stroke="#f0a81c" stroke-width="24" stroke-linejoin="round"/><path d="M362 302v92M362 426v32" stroke="#2a1d00" stroke-width="38"/>',
    outline: '<path fill-rule="evenodd" d="M372 214l164 298h-328zM352 306h40v106h-40zM352 438h40v40h-40z"/>',
  },
  down: {
    colour:
      '<circle cx="372" cy="372" r="140" fill="#3a3f47"/><path d="M318 318l108 108M426 318l-108 108" stroke="#fff" stroke-width="46"/>',
    outline: '<path d="M272 272l200 200M472 272l-200 200" fill="none" stroke="black" stroke-width="64"/>',
  },
} as const

export type TrayPicture = keyof typeof badges
export const trayPictures = Object.keys(badges) as TrayPicture[]

/** What is inside the <svg> element. */
function inner(svg: string): string {
  return svg.replace(/^[^]*?<svg[^>]*>/, '').replace('</svg>', '')
}

function cut(content: string, hole: boolean): string {
  if (!hole) return content
  return `<mask id="m"><rect width="512" height="512" fill="white"/>${HOLE}</mask><g mask="url(#m)">${content}</g>`
}

const frame = (content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">${content}</svg>`

/** For Windows and Linux. A door that is shut for a reason of its own is grey. */
export function colourPicture(icon: string, state: TrayPicture): string {
  const base = state === 'down' ? inner(icon).replace('#3b56b5', '#77808c') : inner(icon)
  return frame(cut(base, state !== 'good') + badges[state].colour)
}

/** For macOS, which takes the opacity only: the door without its plate, larger. */
export function outlinePicture(icon: string, state: TrayPicture): string {
  const door = inner(icon)
    .replace(/<rect[^>]*>/, '')
    .replaceAll('#fff', 'black')
  const larger = `<g transform="translate(256 262) scale(1.36) translate(-256 -262)">${door}</g>`
  return frame(cut(larger, state !== 'good') + badges[state].outline)
}

/** Several PNGs as one .ico: a header, a directory, the files (Windows Vista and later read PNG in it). */
export function ico(pictures: readonly { readonly size: number; readonly png: Uint8Array }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach(({ size, png }, at) => {
    const entry = 6 + 16 * at
    head.writeUInt8(size, entry)
    head.writeUInt8(size, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  })
  return Buffer.concat([head, ...pictures.map((one) => one.png)])
}
