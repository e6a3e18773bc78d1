import { describe, expect, it } from 'vitest'
import { integer, oid, time, tlv } from '../../../electron/pki/asn1/der.ts'
import { children, DerError, readDer, readInteger, readOid, readTime } from '../../../electron/pki/asn1/der-reader.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const read = (text: string): ReturnType<typeof readDer> => readDer(Buffer.from(text, 'hex'))

describe('DER', () => {
  it('writes the examples of X.690', () => {
    expect(hex(oid('2.999.3'))).toBe('0603883703')
    expect(hex(oid('1.2.840.113549.1.1.11'))).toBe('06092a864886f70d01010b')
    expect(hex(integer(127))).toBe('02017f')
    expect(hex(integer(128))).toBe('02020080')
    expect(hex(integer('00FF'))).toBe('020200ff')
    expect(hex(tlv(4, new Uint8Array(200))).slice(0, 6)).toBe('0481c8')
    expect(hex(tlv(4, new Uint8Array(300))).slice(0, 8)).toBe('0482012c')
  })

  it('changes from UTCTime to GeneralizedTime in 2050', () => {
    expect(Buffer.from(time(new Date('2049-12-31T23:59:59Z'))).toString('latin1', 2)).toBe('491231235959Z')
    expect(Buffer.from(time(new Date('2050-01-01T00:00:00Z'))).toString('latin1', 2)).toBe('20500101000000Z')
  })

  it('reads back what it wrote', () => {
    for (const date of ['1999-02-28T01:02:03.000Z', '2049-12-31T23:59:59.000Z', '2126-02-28T00:00:00.000Z']) {
      expect(readTime(readDer(time(new Date(date)))).toISOString()).toBe(date)
    }
    expect(readOid(readDer(oid('1.3.6.1.4.1.311.21.20')))).toBe('1.3.6.1.4.1.311.21.20')
    expect(readInteger(readDer(integer('0080FF')))).toBe('80FF')
  })

  it('reads negative integers as such', () => {
    expect(readInteger(read('0201ff'))).toBe('-1')
    expect(readInteger(read('02028000'))).toBe('-8000')
  })

  it.each([
    ['indefinite length', '30800000'],
    ['length of five octets', '30850000000001'],
    ['long form where the short one fits', '04810100'],
    ['padded length', '0482000100'],
    ['cut off', '3005'],
    ['something after the end', '0500ff'],
    ['high tag number', '1f8101 00'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => children(read(text.replaceAll(' ', '')))).toThrow(DerError)
  })

  it.each(['170d323630323330303030303030', '170b3236303133303030303030305a', '170d3236303233303030303030305a'])(
    'refuses the date %s',
    (text) => {
      expect(() => readTime(read(text))).toThrow(DerError)
    },
  )
})
