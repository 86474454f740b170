/** What Compose makes of the files on disk. It starts anew for each question, so each run asks once. */
import type {Access} from '../../../components/component.js'
import {secretsOverrideFile} from '../../../render/compose-files.js'
import {filesOf} from '../../../runtime/compose-model.js'
import {tryComposeModel} from '../../../system/docker-cli.js'
import type {RunResult} from '../../../system/run.js'
import type {CollectContext} from '../../collect.js'
import {sight} from './sight.js'

/** One run opens its access once. */
const asked = new WeakMap<Access, Promise<RunResult>>()

/** The merged model as JSON on stdout, or why Compose refuses the files on stderr. Throws CannotSee. */
export function askCompose({
  access,
  project,
  stack,
}: Pick<CollectContext, 'access' | 'project' | 'stack'>): Promise<RunResult> {
  const known = asked.get(access)
  if (known) return known
  const all = filesOf(project, stack.project)
  // The override on disk is of the last run and may name services that are gone.
  const files = all.files.filter((file) => file !== secretsOverrideFile(project))
  const answer = sight(tryComposeModel({...all, files}))
  asked.set(access, answer)
  return answer
}
