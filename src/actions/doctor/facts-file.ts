/** Facts on disk: written to be judged elsewhere, read back as data that nobody vouches for. */
import {resolve} from 'node:path'
import type {z} from 'zod'

import {type FactFile, factFileSchema} from '../../doctor/facts.js'
import {OpsError} from '../../errors.js'
import {doctorMessages as say, unreadableFile} from '../../messages/doctor.js'
import {type Stack, stackSchema} from '../../spec/stack.js'
import {putFile} from '../../system/put-file.js'
import {readSmallFile} from '../../system/read-small-file.js'
import {type Text, verbatim} from '../../text.js'

const MAX_BYTES = 64 * 1024 ** 2

/** Facts that were gathered at another time or place, with the stack that they are about. */
export interface KeptFacts {
  readonly file: FactFile
  readonly stack: Stack
}

/** Reads a file of facts, a run that was kept, or a support bundle. Throws OPS_DOCTOR_FILE and OPS_BUNDLE_REFUSED with what is wrong with it. */
export async function readFacts(path: string): Promise<KeptFacts> {
  const file = parseAs(path, factFileSchema, isArchive(path) ? await readBundle(path) : factsIn(await readJson(path)))
  const stack = stackSchema.safeParse(file.stack)
  if (!stack.success) throw badFile(path, say.otherStack(file.opsctl))
  return {file, stack: stack.data}
}

/** Writes facts so that {@link readFacts} reads them. Throws OPS_DISK_FULL, OPS_NOT_WRITABLE. */
export async function saveFacts(path: string, file: FactFile): Promise<void> {
  await putFile(resolve(path), `${JSON.stringify(file)}\n`, 0o600)
}

function isArchive(path: string): boolean {
  return /\.(?:tar\.gz|tgz)$/.test(path)
}

/** The facts of a bundle. Throws OPS_BUNDLE_REFUSED. */
async function readBundle(path: string): Promise<unknown> {
  const [read, {factsOfBundle}] = await Promise.all([
    readSmallFile(resolve(path), MAX_BYTES),
    import('./read-bundle.js'),
  ])
  if ('failure' in read) throw badFile(path, unreadableFile[read.failure])
  return factsOfBundle(read.bytes)
}

/** What a JSON file holds. Throws OPS_DOCTOR_FILE. */
export async function readJson(path: string): Promise<unknown> {
  const read = await readSmallFile(resolve(path), MAX_BYTES)
  if ('failure' in read) throw badFile(path, unreadableFile[read.failure])
  try {
    return JSON.parse(read.bytes.toString('utf8'))
  } catch {
    throw badFile(path, say.notJson)
  }
}

/** A document of a known form. Throws OPS_DOCTOR_FILE; a newer format is named as such. */
export function parseAs<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const format = (value as {readonly schema?: unknown} | null)?.schema
  const [issue] = parsed.error.issues
  const at = issue ? `${issue.path.join('.')}: ${issue.message}` : ''
  const isOther = issue?.path[0] === 'schema' && typeof format === 'string'
  throw badFile(path, isOther ? say.otherFormat(format.slice(0, 60)) : say.notOurs(at.slice(0, 200)))
}

/** Facts lie by themselves, or beside the report in a run that was kept. */
function factsIn(value: unknown): unknown {
  const isRun = typeof value === 'object' && value !== null && 'facts' in value && 'report' in value
  return isRun ? value.facts : value
}

function badFile(path: string, why: Text): OpsError {
  return new OpsError({
    code: 'OPS_DOCTOR_FILE',
    kind: 'usage',
    message: say.badFile(path, why),
    suggestions: [verbatim('opsctl doctor --save-facts facts.json')],
  })
}
