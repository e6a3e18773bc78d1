import type { AcmeRequestEntry } from '../../../../shared/contract/acme-server.ts'
import type { AcmePortPolicy, AcmeRequest, AcmeResponse } from '../../../gate/acme-protocol.ts'
import type { OpenVault } from '../../store/vault.ts'

/** The house's own ACME server as the rest of the engine sees it. */
export interface HouseAcmeServer {
  /** What the gate opens; null for nothing. */
  policy(): AcmePortPolicy | null
  /** Takes what the gate has read. @param reply to the gate that has read it */
  onRequest(request: AcmeRequest, reply: (response: AcmeResponse) => void): void
  /** Requests that wait for the owner, oldest first. */
  waiting(): AcmeRequestEntry[]
  /**
   * Whether an authority is an intermediate that was made for this server, and signs its lists by itself: the one in use,
   * or one that nothing is signed with any more. Null for every other authority.
   */
  intermediate(authorityId: string): 'in-use' | 'former' | null
  /** With an open vault: renews the certificate of the directory's server, and the intermediate. */
  upkeep(open: OpenVault): Promise<void>
  /** Without one: signs lists anew that end before long or lack something, forgets what has ended. */
  look(): Promise<void>
  /** Ends what is under way. */
  stop(): Promise<void>
}
