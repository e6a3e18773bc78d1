import type { FileDiagnosis, FileProblem, ServerDiagnosis } from '../../../shared/contract/diagnosis.ts'
import type { FixAction } from '../../../shared/contract/fix.ts'
import { message, sentences } from '../../../shared/messages/message.ts'
import type { DeviceRow } from '../store/devices.ts'
import type { Context } from '../app/context.ts'

/** The device whose present certificate has this fingerprint. */
function ownerOf({ store }: Context, fingerprint: string): DeviceRow | undefined {
  const known = store.devices.byFingerprint(fingerprint)
  const row = known?.device_id == null ? undefined : store.devices.find(known.device_id)
  return row?.fingerprint === fingerprint && row.revoked_at === null ? row : undefined
}

const renewal = (row: DeviceRow): FixAction => ({ kind: 'renew-device', deviceId: row.id, deviceName: row.name })

/** What the app can do about a file that belongs to one of its devices. */
export function withFileFixes(context: Context, report: FileDiagnosis): FileDiagnosis {
  const owners = report.contents.flatMap((item) =>
    item.type === 'certificate' ? (ownerOf(context, item.fingerprint) ?? []) : [],
  )
  const [owner] = owners
  if (!owner) return report
  const problems = report.problems.map((problem): FileProblem =>
    problem.code === 'file/expired' ? { ...problem, action: renewal(owner) } : problem,
  )
  const refused = report.platforms.some(({ imports }) => imports === false)
  const action: FixAction | undefined =
    report.kind === 'pkcs12' && refused && owner.has_key === 1
      ? { kind: 'export-compatible', deviceId: owner.id, deviceName: owner.name }
      : undefined
  return { ...report, problems, ...(action ? { action } : {}) }
}

/** What the app knows of the device that knocked at a server. `now` in milliseconds since 1970. */
export function withServerFixes(report: ServerDiagnosis, device: DeviceRow | undefined, now: number): ServerDiagnosis {
  if (!device) return report
  const own = report.handshake.find(({ withCertificate }) => withCertificate)
  const letIn = own?.outcome === 'completed' && report.verify === null && (report.http?.status ?? 200) < 400
  if (device.revoked_at !== null && letIn && own.asked === true) {
    return {
      ...report,
      explanation: sentences(
        report.explanation,
        message('serverDiagnosis.revokedHere.explanation', { name: device.name }),
      ),
      fix: message('serverDiagnosis.revokedHere.fix'),
    }
  }
  const expired = device.not_after < now && device.revoked_at === null
  return expired && !letIn ? { ...report, action: renewal(device) } : report
}
