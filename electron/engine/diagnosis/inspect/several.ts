import type { FileDiagnosis, FileRelation, FilesDiagnosis } from '../../../../shared/contract/diagnosis.ts'
import { AppError } from '../../../../shared/errors/index.ts'
import { message, messageOf, sentences, type Message } from '../../../../shared/messages/message.ts'
import type { KnownAuthority } from './certificates.ts'
import type { Inspected, InspectOptions } from './index.ts'
import { noMaterial } from './material.ts'
import type { RelateOptions } from './relate.ts'

export interface SeveralOptions {
  readonly files: readonly {
    readonly name: string
    readonly bytes: Uint8Array
    readonly password: string | undefined
  }[]
  readonly authorities: readonly KnownAuthority[]
  readonly now: () => number
  /** Reads one file, where it can do no harm. @throws AppError when it takes too much */
  readonly inspect: (file: InspectOptions) => Promise<Inspected>
  readonly relate: (all: RelateOptions) => Promise<FileRelation[]> | FileRelation[]
}

/** A file that had to be given up is no reason to say nothing of the others. */
function givenUp(name: string, error: unknown): Inspected {
  if (!(error instanceof AppError)) throw error
  const problem = error.toProblem()
  const summary = messageOf(problem)
  return {
    report: { name, kind: 'damaged', summary, contents: [], problems: [problem], platforms: [] },
    material: noMaterial,
  }
}

function summarise(files: readonly FileDiagnosis[], relations: readonly FileRelation[]): Message {
  const broken = relations.find(({ holds }) => !holds)
  if (broken) return broken.message
  const [first] = files.flatMap(({ name, problems }) => problems.map((problem) => ({ name, problem })))
  if (first) return message('fileDiagnosis.ofFile', { name: first.name, problem: messageOf(first.problem) })
  if (relations.length > 0) return sentences(...relations.map((one) => one.message))
  const [only] = files
  if (files.length === 1 && only) return only.summary
  return message('fileDiagnosis.unrelated', { count: files.length })
}

/** Says of each file what it is, and of all of them whether they belong together. */
export async function inspectFiles(options: SeveralOptions): Promise<FilesDiagnosis> {
  const started = options.now()
  const inspected = await Promise.all(
    options.files.map((file) =>
      options
        .inspect({ ...file, authorities: options.authorities, now: started })
        .catch((error: unknown) => givenUp(file.name, error)),
    ),
  )
  const files = inspected.map(({ report }) => report)
  const relations = await options.relate({
    files: inspected.map(({ report, material }) => ({ name: report.name, material })),
    authorities: options.authorities,
    now: started,
  })
  return {
    at: new Date(started).toISOString(),
    durationMs: options.now() - started,
    summary: summarise(files, relations),
    ok: relations.every(({ holds }) => holds) && files.every(({ problems }) => problems.length === 0),
    files,
    relations,
  }
}
