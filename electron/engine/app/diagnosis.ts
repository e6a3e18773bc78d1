import { X509Certificate } from 'node:crypto'
import { AppError } from '../../../shared/errors/index.ts'
import { signerOf } from '../authority/select.ts'
import { fromPem } from '../authority/pem.ts'
import { explainCode, listCodes } from '../diagnosis/codes.ts'
import { diagnoseSite } from '../diagnosis/site.ts'
import type { Engine } from '../engine.ts'
import { parseListen } from '../site/listen.ts'
import { selectSite } from '../site/service.ts'
import type { SiteRecord } from '../store/sites.ts'
import { newId, type Context } from './context.ts'

type Methods = Engine['methods']
type DiagnosisMethods = Pick<Methods, Extract<keyof Methods, `diagnosis.${string}`>>

/** Where a probe on this computer reaches a listener. */
function probeAddress(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

/** A probe asks for a name; addresses are not sent as server names (RFC 6066 §3). */
function probeName(site: SiteRecord): string {
  return site.hosts.find((host) => !/^[\d.]+$|:/.test(host)) ?? site.hosts[0] ?? 'localhost'
}

/** Brings the diagnosis together with the signers and the gate. */
export function createDiagnosisService(context: Context): DiagnosisMethods {
  const { store, vault, enforcer } = context

  /** Certificates under which the server certificate must verify. */
  const serverTrust = (site: SiteRecord): Uint8Array[] => {
    if (site.certificateSource === 'own') return fromPem(site.certificatePem).map((block) => block.der)
    const leaf = new X509Certificate(site.certificatePem)
    return store.authorities
      .list()
      .filter((row) => leaf.checkIssued(new X509Certificate(row.der)))
      .map((row) => row.der)
  }

  const diagnose: DiagnosisMethods['diagnosis.site'] = async (input) => {
    const site = selectSite(context, input.site)
    if (enforcer.stateOf(site).state !== 'running') throw new AppError('site/not-running', { name: site.name })
    const open = await vault.open(input.passphrase)
    const { address, port } = parseListen(site.listen)
    const runId = input.runId ?? newId()
    const signers = store.authorities
      .list()
      .filter((row) => row.kind === 'own' && site.authorityIds.includes(row.id))
      .map((row) => ({ id: row.id, name: row.name, ...signerOf(row, open) }))
    return diagnoseSite({
      runId,
      siteId: site.id,
      siteName: site.name,
      mode: site.mode,
      hasPublicUpstream: site.publicUpstream !== null,
      address: probeAddress(address),
      port,
      servername: probeName(site),
      signers,
      serverTrust: serverTrust(site),
      now: context.now,
      preparePolicy: (extra) => enforcer.overlay(extra),
      onVisitor: (visitor, total) => context.emit('diagnosis.visitor', { runId, total, visitor }),
    })
  }

  return {
    'diagnosis.site': diagnose,
    'diagnosis.code': async ({ query }) => explainCode(query),
    'diagnosis.codes': async ({ search }) => listCodes(search),
  }
}
