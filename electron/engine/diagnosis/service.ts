import { AppError } from '../../../shared/errors/index.ts'
import { certificateOf } from '../authority/issuer.ts'
import { signerOf } from '../authority/select.ts'
import { isIssuedBy } from '../../pki/chain.ts'
import { tryParseCertificate } from '../../pki/path/certificate.ts'
import { fromPem, toPem } from '../../pki/x509/pem.ts'
import { explainCode, listCodes } from './codes.ts'
import type { KnownAuthority } from './inspect/certificates.ts'
import { diagnoseServer } from './server/index.ts'
import type { Credentials } from './server/meet.ts'
import { inspectFiles } from './inspect/several.ts'
import { diagnoseSite } from './site.ts'
import { selectDevice } from '../device/select.ts'
import type { Engine } from '../engine.ts'
import { parseListen } from '../network/listen.ts'
import { askedSite, diagnosePage, hostToAsk } from './page/index.ts'
import { watchUpstream } from './page/watch-upstream.ts'
import { selectSite } from '../site/service.ts'
import { exemptWarning } from '../site/lan-exempt.ts'
import { rulesOf } from '../site/would-enter.ts'
import type { SiteDiagnosis } from '../../../shared/contract/diagnosis.ts'
import type { FixAction } from '../../../shared/contract/fix.ts'
import type { SiteRecord } from '../store/sites.ts'
import type { Parsed } from '../../../shared/contract/index.ts'
import type { Context } from '../app/context.ts'
import { withFileFixes, withServerFixes } from './fixes.ts'
import { watchSite } from './watch/service.ts'

type Methods = Engine['methods']
type DiagnosisMethods = Pick<Methods, Extract<keyof Methods, `diagnosis.${string}`>>

/** Where a probe on this computer reaches a listener. */
function probeAddress(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly password: string | undefined
}

function given(file: Parsed<'diagnosis.file'>): GivenFile {
  return { name: file.name, bytes: Buffer.from(file.base64, 'base64'), password: file.password }
}

/** Brings the diagnosis together with the signers and the gate. */
export function createDiagnosisService(context: Context): DiagnosisMethods {
  const { store, vault, enforcer, untrusted, runs } = context

  /** Certificates under which the server certificate must verify. */
  const serverTrust = (site: SiteRecord): Uint8Array[] => {
    if (site.certificateSource === 'own') return fromPem(site.certificatePem).map((block) => block.der)
    const [leaf] = fromPem(site.certificatePem).flatMap(({ der }) => tryParseCertificate(der) ?? [])
    return store.authorities.list().flatMap((row) => {
      const authority = certificateOf(row)
      return leaf && authority && isIssuedBy(leaf, authority) ? [row.der] : []
    })
  }

  const diagnose: DiagnosisMethods['diagnosis.site'] = async (input) => {
    const site = selectSite(context, input.site)
    if (enforcer.stateOf(site).state !== 'running') throw new AppError('site/not-running', { name: site.name })
    const open = await vault.open(input.passphrase)
    const { address, port } = parseListen(site.listen)
    const signers = store.authorities
      .list()
      .filter((row) => row.kind === 'own' && site.authorityIds.includes(row.id))
      .map((row) => ({ id: row.id, name: row.name, ...signerOf(context, row, open) }))
    return runs.run(input.runId, async ({ id: runId, signal }) => {
      const failures = watchUpstream(context, site)
      const trust = serverTrust(site)
      const at = { host: probeAddress(address), port }
      const diagnosis = diagnoseSite({
        runId,
        siteId: site.id,
        siteName: site.name,
        rules: rulesOf(site),
        address: at.host,
        port,
        servername: hostToAsk(site.hosts),
        signers,
        serverTrust: trust,
        now: context.now,
        preparePolicy: (extra) => enforcer.overlay(extra),
        askPage: (credentials) => diagnosePage(askedSite(site), { at, credentials, trust, signal }),
        upstreamProblem: () => failures.problem(),
        onVisitor: (visitor, total) => context.emit('diagnosis.visitor', { runId, total, visitor }),
        signal,
      })
      return withExemptWarning(await diagnosis.finally(() => failures.stop()), site)
    })
  }

  /** That an exemption for the local network may mean everybody is nothing that visitors can show. */
  const withExemptWarning = (diagnosis: SiteDiagnosis, site: SiteRecord): SiteDiagnosis => {
    const warning = exemptWarning(context.store, site)
    if (!warning || !diagnosis.page) return diagnosis
    const action: FixAction = { kind: 'edit-site', siteId: site.id, siteName: site.name }
    const notes = [{ ...warning.toProblem(), action }, ...diagnosis.page.notes]
    return { ...diagnosis, page: { ...diagnosis.page, notes } }
  }

  const credentialsOf = async (input: Parsed<'diagnosis.server'>): Promise<Credentials | null> => {
    const { credentials } = input
    if (!credentials) return null
    if (credentials.kind === 'p12') {
      const { base64, password } = credentials
      return untrusted.read('files-credentials', [{ bytes: Buffer.from(base64, 'base64'), password }])
    }
    if (credentials.kind === 'pem') {
      const { certPem, keyPem, password } = credentials
      return untrusted.read('files-credentials', [
        { bytes: certPem, password },
        { bytes: keyPem, password },
      ])
    }
    if (credentials.kind === 'files') return untrusted.read('files-credentials', credentials.files.map(given))
    const row = selectDevice(context, credentials.device)
    if (row.has_key === 0) throw new AppError('device/no-key', { name: row.name })
    const pkcs8 = (await vault.open(input.passphrase)).get('device-key', row.certificate_id)
    const authority = store.authorities.list().find((one) => one.id === row.authority_id)
    const certificates = [store.devices.der(row.certificate_id), ...(authority ? [authority.der] : [])]
    return {
      certPem: certificates.map((der) => toPem('CERTIFICATE', der)).join(''),
      keyPem: toPem('PRIVATE KEY', pkcs8),
    }
  }

  const authorities = (): KnownAuthority[] =>
    store.authorities.list().map((row) => ({ name: row.name, certificate: row.der }))

  const server: DiagnosisMethods['diagnosis.server'] = async (input) => {
    return runs.run(input.runId, async ({ id: runId, signal }) => {
      const ca = input.ca === undefined ? [] : [await untrusted.read('certificates', input.ca)]
      const report = await diagnoseServer({
        host: input.host,
        port: input.port,
        servername: input.servername,
        credentials: await credentialsOf(input),
        trust: [...store.authorities.list().map((row) => toPem('CERTIFICATE', row.der)), ...ca],
        now: context.now,
        onHandshake: (handshake) => context.emit('diagnosis.handshake', { runId, handshake }),
        signal,
      })
      const device = input.credentials?.kind === 'device' ? selectDevice(context, input.credentials.device) : undefined
      return withServerFixes(report, device, context.now())
    })
  }

  const file: DiagnosisMethods['diagnosis.file'] = async (dropped) => {
    const inspected = { ...given(dropped), authorities: authorities(), now: context.now() }
    return withFileFixes(context, (await untrusted.read('inspection', inspected)).report)
  }

  const files: DiagnosisMethods['diagnosis.files'] = async (dropped) => {
    const report = await inspectFiles({
      files: dropped.files.map(given),
      authorities: authorities(),
      now: context.now,
      inspect: (one) => untrusted.read('inspection', one),
      relate: (all) => untrusted.read('relations', all),
    })
    return { ...report, files: report.files.map((one) => withFileFixes(context, one)) }
  }

  return {
    'diagnosis.site': diagnose,
    'diagnosis.server': server,
    'diagnosis.file': file,
    'diagnosis.files': files,
    'diagnosis.watch': (input) => watchSite(context, input),
    'diagnosis.code': async ({ query }) => explainCode(query),
    'diagnosis.codes': async ({ search }) => listCodes(search),
  }
}
