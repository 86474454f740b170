/** Writes into opsctl.yaml that a finding is known and lived with for a time. */
import {checkIds} from '../../doctor/check-ids.js'
import {OpsError} from '../../errors.js'
import {doctorMessages as say} from '../../messages/doctor.js'
import type {Project} from '../../project.js'
import {invalid, loadStack} from '../../spec/load-stack.js'
import {parseStack} from '../../spec/parse-stack.js'
import {editSource} from '../../spec/save-stack.js'
import {nowMs} from '../../system/clock.js'
import {withProjectLock} from '../../system/lock.js'
import {putFile} from '../../system/put-file.js'
import {type Text, verbatim} from '../../text.js'
import {unknownCheck} from './unknown-check.js'

export interface AcceptOptions {
  /** `ID`, or `ID/INSTANCE` for one row of it. */
  readonly name: string
  readonly reason: string | undefined
  readonly until: string | undefined
}

const DAY_MS = 86_400_000

/** Accepts a finding, in place of an older entry for the same. Comments and order of the file stay. Throws OPS_DOCTOR_ACCEPT, OPS_DOCTOR_CHECK, OPS_SPEC_*. */
export async function acceptFinding(project: Project, {name, reason, until}: AcceptOptions): Promise<Text> {
  const [id = '', ...rest] = name.split('/')
  const instance = rest.length === 0 ? undefined : rest.join('/')
  if (!checkIds.includes(id)) throw unknownCheck(id, checkIds, 'opsctl doctor --accept')
  if (reason === undefined || until === undefined) throw wrong(say.needsBoth, name)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until))) throw wrong(say.badDay(until), name)
  if (Date.parse(until) + DAY_MS <= nowMs()) throw wrong(say.dayIsOver(until), name)
  return withProjectLock(project, 'doctor --accept', async () => {
    const {stack, source} = await loadStack(project)
    const entry = {id, ...(instance === undefined ? {} : {instance}), reason, until}
    const {accepted} = stack.doctor
    const there = accepted.findIndex((one) => one.id === id && one.instance === instance)
    const place = there === -1 ? accepted.length : there
    const edit =
      accepted.length === 0
        ? {path: ['doctor', 'accepted'], value: [entry]}
        : {path: ['doctor', 'accepted', place], value: entry}
    const text = editSource(source, [edit])
    const {problems} = parseStack(text)
    if (problems.length > 0) throw invalid(problems)
    await putFile(project.specFile, text)
    return say.accepted(name, until)
  })
}

function wrong(message: Text, name: string): OpsError {
  return new OpsError({
    code: 'OPS_DOCTOR_ACCEPT',
    kind: 'usage',
    message,
    suggestions: [verbatim(`opsctl doctor --accept ${name} --reason 'bought in March' --until 2027-03-31`)],
  })
}
