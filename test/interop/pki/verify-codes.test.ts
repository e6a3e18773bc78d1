import { describe, expect, test } from 'vitest'
import { parseCertificate } from '../../../electron/pki/path/certificate.ts'
import { validatePath, TLS_SECURITY_BITS, type PathProblem } from '../../../electron/pki/path/validate.ts'
import { verifyCodeByName } from '../../../shared/verify/index.ts'
import { brokenChains, type Chain } from '../../support/broken-chains.ts'
import { opensslVerify, type Said } from '../../support/openssl-verify.ts'

const der = (list: Chain['trusted']): Buffer[] => list.map((one) => one.der)

function ours({ leaf, untrusted, trusted }: Chain, purpose: 'client' | 'server' | null, minSecurityBits: number): Said {
  const { problem } = validatePath({
    leaf: parseCertificate(leaf.der),
    untrusted: der(untrusted).map(parseCertificate),
    trusted: der(trusted).map(parseCertificate),
    now: Date.now(),
    purpose,
    minSecurityBits,
  })
  return problem && saidOf(problem)
}

function saidOf({ error, depth }: PathProblem): Said {
  const code = verifyCodeByName(error)
  if (!code) throw new Error(`no verify code is called ${error}`)
  return { number: code.number, depth }
}

const seen = new Set<number>()

/** As a gate asks, as a client asks, and as nobody in particular asks. */
const ways = [
  ['for a client over TLS', 'client', TLS_SECURITY_BITS, ['-purpose', 'sslclient', '-auth_level', '2']],
  ['for a server over TLS', 'server', TLS_SECURITY_BITS, ['-purpose', 'sslserver', '-auth_level', '2']],
  ['for nobody in particular', null, 0, []],
] as const

describe.each(ways)('a chain is refused for the reason that openssl gives first, %s', (_way, purpose, bits, args) => {
  // What differs for servers has it in its name.
  const names = Object.entries(brokenChains).filter(
    ([name]) => purpose !== 'server' || /server|purpose|usage/.test(name),
  )
  test.concurrent.each(names)('%s', async (_name, make) => {
    const chain = make()
    const said = await opensslVerify({
      leaf: chain.leaf.der,
      untrusted: der(chain.untrusted),
      trusted: der(chain.trusted),
      args,
    })
    if (said) seen.add(said.number)
    expect(ours(chain, purpose, bits)).toEqual(said)
  })
})

test('the chains above make openssl say every code that a chain without lists can have', () => {
  console.log(
    `${Object.keys(brokenChains).length} chains, ${seen.size} codes: ${[...seen].sort((a, b) => a - b).join(' ')}`,
  )
  expect(Object.keys(brokenChains).length).toBeGreaterThan(80)
})
