/**
 * A name as RFC 4514 §2.1 (RFC 2253 before it) writes it: the last attribute first, with commas and without spaces.
 * @param name as Node's `X509Certificate` has it: in the order of the certificate, a set of attributes a line, escaped as
 *   RFC 2253 wants it. A plus sign between spaces joins the attributes of one set, because those of values are escaped.
 */
export function distinguishedName(name: string | undefined): string {
  return (name ?? '')
    .split('\n')
    .map((set) => set.split(' + ').toReversed().join('+'))
    .toReversed()
    .join(',')
}
