/** A policy that cannot be applied; the message names what is wrong with it, without key material. */
export class PolicyProblem extends Error {
  override readonly name = 'PolicyProblem'
}
