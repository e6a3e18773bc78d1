/** RC4, as the PKCS#12 files of the 1990s use it. It keeps the length; the same call encrypts and decrypts. */
export function rc4(key: Uint8Array, data: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index)
  const at = (index: number): number => state[index & 0xff] ?? 0
  const swap = (one: number, other: number): void => {
    const kept = at(one)
    state[one & 0xff] = at(other)
    state[other & 0xff] = kept
  }
  let mixed = 0
  for (let index = 0; index < 256; index += 1) {
    mixed = (mixed + at(index) + (key[index % key.length] ?? 0)) & 0xff
    swap(index, mixed)
  }
  let [left, right] = [0, 0]
  return data.map((byte) => {
    left = (left + 1) & 0xff
    right = (right + at(left)) & 0xff
    swap(left, right)
    return byte ^ at(at(left) + at(right))
  })
}
