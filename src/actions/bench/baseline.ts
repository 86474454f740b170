import type {Project} from '../../project.js'
import {checkName, listResults, loadResult, nameBaseline, saveResult} from './store.js'

export interface NamedBaseline {
  readonly name: string
  readonly id: string
}

/** Gives a result a name; one from elsewhere is kept in this project first. Throws OPS_BENCH_NAME and OPS_BENCH_RESULT_*. */
export async function nameBench(project: Project, name: string, ref: string): Promise<NamedBaseline> {
  checkName(name)
  const result = await loadResult(project, ref)
  const isKept = (await listResults(project)).some(({id}) => id === result.id)
  if (!isKept) await saveResult(project, result)
  await nameBaseline(project, name, result.id)
  return {name, id: result.id}
}
