/**
 * Remembers what a pure function made of its last few keys: certificates of one authority have most of their pieces in
 * common, and making those anew takes longer than the signature.
 */
export function kept<K, V>(make: (key: K) => V, most = 100): (key: K) => V {
  const values = new Map<K, V>()
  return (key) => {
    let value = values.get(key)
    if (value === undefined) {
      if (values.size >= most) values.clear()
      value = make(key)
      values.set(key, value)
    }
    return value
  }
}
