import { expect, test } from 'vitest'
import { readLink, readList, verifyPath } from '../../../electron/engine/diagnosis/inspect/path.ts'
import { readCrl } from '../../../electron/pki/read/crl.ts'
import { cn, craft, craftCa, craftCrl, ext, EXT, int, seq, tlv, when, type CrlParts } from '../../support/craft.ts'
import { opensslVerify } from '../../support/openssl-verify.ts'

const DAY = 86_400_000
const root = craftCa('Root')
const silent = craftCa('Silent', null, { extensions: [EXT.ca(), EXT.usage(0x04)] })
const namesake = craftCa('Root')
const serial = int(0x7001)
const phone = craft(root, { serial })
const other = craft(silent, { serial })
const idp = (...fields: Buffer[]): Buffer => ext('2.5.29.28', seq(...fields), true)
const flag = (tag: number): Buffer => tlv(tag, Buffer.of(0xff))
const entry = (...extensions: Buffer[]): Buffer => seq(int(9), when(Date.now() - 60_000), seq(...extensions))

/** What is given as the list, and the code under which a list that is not there would be refused: null where it is taken. */
const lists: readonly (readonly [what: string, parts: CrlParts, refused: string | null])[] = [
  ['a whole list with the device', { revoked: [serial] }, null],
  ['a whole list without it', {}, null],
  ['a list of version 1', { revoked: [serial], extensions: null }, null],
  ['a list for devices only', { revoked: [serial], extensions: [idp(flag(0x81))] }, null],
  ['a list with a scope of nothing', { revoked: [serial], extensions: [idp()] }, null],
  ['a delta list', { extensions: [ext('2.5.29.27', int(1), true)] }, 'authority/crl-delta'],
  ['a list of authorities only', { extensions: [idp(flag(0x82))] }, 'authority/crl-only-authorities'],
  ['a list of attribute certificates', { extensions: [idp(flag(0x85))] }, 'authority/crl-only-attributes'],
  ['an unknown critical extension', { extensions: [ext('1.2.3.4', int(1), true)] }, 'authority/crl-extension'],
  ['an unknown extension that is not critical', { revoked: [serial], extensions: [ext('1.2.3.4', int(1))] }, null],
  [
    'an entry with an unknown critical extension',
    { entries: [entry(ext('1.2.3.4', int(1), true))] },
    'authority/crl-extension',
  ],
  [
    'a list of tomorrow',
    { thisUpdate: Date.now() + DAY, nextUpdate: Date.now() + 2 * DAY },
    'authority/crl-not-yet-valid',
  ],
  ['a broken signature', { spoil: true }, 'authority/crl-signature'],
  ['another name under the same key', { issuer: cn('Else') }, 'authority/crl-issuer'],
  ['an older list that is out of date', { thisUpdate: Date.now() - 9 * DAY, nextUpdate: Date.now() - DAY }, null],
]

/** How many entries are taken, or the code of the refusal. */
function outcomeOf(list: Uint8Array): number | string {
  try {
    return readCrl(list, { authority: [root.der], now: Date.now() }).entries.length
  } catch (error) {
    return (error as { code: string }).code
  }
}

test.each(lists)(
  '%s: the code is that of openssl verify, and it is taken or refused by name',
  async (_what, parts, refused) => {
    const list = craftCrl(root, parts)
    const args = ['-crl_check', '-purpose', 'sslclient', '-auth_level', '2']
    const said = await opensslVerify({ leaf: phone.der, trusted: [root.der], crls: [list.der], args })
    const [leaf, authority, read] = [readLink(phone.der), readLink(root.der), readList(list.der)]
    if (!leaf || !authority || !read) throw new Error('it cannot be read')
    const { code } = verifyPath({ leaf, authorities: [authority], lists: [read], now: Date.now() })
    // Without a list that may be used openssl stops, and the diagnosis has nothing to say of revocation.
    expect(said?.number === 3 ? 3 : code.number).toBe(said?.number ?? 0)
    expect(outcomeOf(list.der)).toBe(refused ?? (parts.revoked ?? []).length)
  },
)

test.each([
  ['an authority that may not sign lists', silent, silent, other, 'authority/crl-signer', 35],
  ['a namesake with another key', namesake, root, phone, 'authority/crl-signature', 8],
] as const)('a list of %s', async (_what, signer, authority, device, refused, number) => {
  const list = craftCrl(signer)
  const said = await opensslVerify({
    leaf: device.der,
    trusted: [authority.der],
    crls: [list.der],
    args: ['-crl_check'],
  })
  expect(said?.number).toBe(number)
  expect(() => readCrl(list.der, { authority: [authority.der], now: Date.now() })).toThrow(
    expect.objectContaining({ code: refused }),
  )
})
