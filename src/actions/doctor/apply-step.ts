/** Does one step of a fix. The only place of doctor that changes anything. */
import {chmod, mkdir, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

import {ask as askAlertmanager} from '../../components/alertmanager/web.js'
import type {Access, ExecResult, HttpAnswer} from '../../components/component.js'
import {askAs as askElasticsearch} from '../../components/elasticsearch/web.js'
import {ask as askPrometheus} from '../../components/prometheus/web.js'
import {passwordOf} from '../../components/redis/acl.js'
import {errorOf as redisError, sendAs} from '../../components/redis/client.js'
import type {FixStep} from '../../doctor/fix.js'
import {commandOf} from '../../doctor/plan-fixes.js'
import {OpsError} from '../../errors.js'
import {doctorFixMessages as say} from '../../messages/doctor-fix.js'
import type {Project} from '../../project.js'
import {editSource} from '../../spec/save-stack.js'
import {exists, readIfThere, removeFile, safeJoin} from '../../system/files.js'
import {putFile} from '../../system/put-file.js'
import {capture} from '../../system/run.js'
import {verbatim} from '../../text.js'

export interface StepTools {
  readonly project: Project
  readonly access: Access
  readonly signal: AbortSignal
  /** Runs a command of opsctl in this process; its exit code. */
  opsctl(argv: readonly string[]): Promise<number>
}

const TIMEOUT_MS = 60_000

/** The step as it will be done: a change of opsctl.yaml becomes a change of a file, which undo can take back byte for byte. */
export async function settleStep(step: FixStep, {project}: Pick<StepTools, 'project'>): Promise<FixStep> {
  if (step.kind !== 'spec') return step
  const before = (await readIfThere(project.specFile)) ?? ''
  const after = editSource(before, [{path: step.path, value: step.value}])
  return {kind: 'write', path: 'opsctl.yaml', before, after}
}

/** Whether this process may do the step; a step on the host that needs root is left to the person. */
export function isOurs(step: FixStep): boolean {
  return step.kind !== 'host' || !step.root || process.getuid?.() === 0
}

/** Does a settled step. Throws OPS_FIX_FAILED when it did not work, OPS_FIX_STALE when what it would change has changed since. */
export async function applyStep(step: FixStep, tools: StepTools): Promise<void> {
  switch (step.kind) {
    case 'chmod':
      return applyMode(step, tools)
    case 'write':
    case 'spec':
      return applyWrite(await settleStep(step, tools), tools)
    case 'opsctl':
      return demand(step, (await tools.opsctl(step.argv)) === 0 ? '' : 'exit code')
    case 'sql':
      return demand(step, errorOf(await runSql(step, tools.access)))
    case 'redis':
      return applyRedis(step, tools.access)
    case 'http':
      return applyHttp(step, tools.access)
    case 'exec':
      return demand(step, errorOf(await tools.access.instance(step.service).exec(step.argv, {timeoutMs: TIMEOUT_MS})))
    case 'host':
      return applyHost(step, tools)
  }
}

async function applyMode(step: FixStep & {readonly kind: 'chmod'}, {project}: StepTools): Promise<void> {
  const path = await safeJoin(project.root, step.path)
  const {mode} = await stat(path)
  if ((mode & 0o7777) !== step.was) throw stale(step)
  await chmod(path, step.mode)
}

async function applyWrite(step: FixStep, {project}: StepTools): Promise<void> {
  if (step.kind !== 'write') return
  const path = await safeJoin(project.root, step.path)
  if ((await readIfThere(path)) !== step.before) throw stale(step)
  if (step.after === undefined) return removeFile(path)
  const mode = (await exists(path)) ? (await stat(path)).mode & 0o7777 : 0o644
  await mkdir(dirname(path), {recursive: true})
  await putFile(path, step.after, mode)
}

/** The database's name and the statement go by stdin: argv is visible to the whole host. */
function runSql(step: FixStep & {readonly kind: 'sql'}, access: Access): Promise<ExecResult> {
  const argv = [
    'sh',
    '-c',
    'export PGAPPNAME=opsctl; exec psql -X -q -A -t -v ON_ERROR_STOP=1 -w -U postgres -d postgres',
  ]
  const name = `"${step.database.replaceAll('"', '""')}"`
  return access.instance('postgres').exec(argv, {stdin: `\\connect ${name}\n${step.sql}\n`, timeoutMs: TIMEOUT_MS})
}

async function applyRedis(step: FixStep & {readonly kind: 'redis'}, access: Access): Promise<void> {
  const line = step.words.map((word) => JSON.stringify(word)).join(' ')
  const login = {user: 'admin', password: await access.secret(passwordOf('admin'))}
  demand(step, redisError(await sendAs(access, login, [line])))
}

async function applyHttp(step: FixStep & {readonly kind: 'http'}, access: Access): Promise<void> {
  const more = {method: step.method, ...(step.body === undefined ? {} : {body: step.body})}
  const answer = await send(step, access, {...more, headers: {'content-type': 'application/json'}})
  demand(step, answer.status < 300 ? '' : `HTTP ${answer.status} ${answer.body.slice(0, 300)}`)
}

async function send(
  {service, path}: FixStep & {readonly kind: 'http'},
  access: Access,
  more: {readonly method: string; readonly body?: string; readonly headers: Readonly<Record<string, string>>},
): Promise<HttpAnswer> {
  if (service === 'prometheus') return askPrometheus(access, path, more)
  if (service === 'alertmanager') return askAlertmanager(access, path, more)
  return askElasticsearch(access, 'opsctl', path, more)
}

async function applyHost(step: FixStep & {readonly kind: 'host'}, {signal}: StepTools): Promise<void> {
  const [program = '', ...argv] = step.argv
  demand(step, errorOf(await capture(program, argv, {signal, timeoutMs: TIMEOUT_MS})))
}

function errorOf({exitCode, stdout, stderr}: ExecResult): string {
  return exitCode === 0
    ? ''
    : `exit code ${exitCode}: ${(stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' ')}`
}

function demand(step: FixStep, error: string): void {
  if (error === '') return
  throw new OpsError({
    code: 'OPS_FIX_FAILED',
    kind: 'external',
    message: say.failed(commandOf(step), error),
    suggestions: [say.seeUndo],
  })
}

function stale(step: FixStep): OpsError {
  return new OpsError({
    code: 'OPS_FIX_STALE',
    kind: 'external',
    message: say.stale(commandOf(step)),
    suggestions: [verbatim('opsctl doctor --fix')],
  })
}
