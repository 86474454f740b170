import type {Project} from '../project.js'
import {withProjectLock} from '../system/lock.js'
import {makePlan, openStack, type PlanReport, prepareFiles} from './pipeline.js'

export type {PlanReport} from './pipeline.js'

/** Says what `up` would do. Changes nothing that runs and nothing under deploy/. */
export async function planStack(project: Project): Promise<PlanReport> {
  const open = await openStack(project, {forChange: true})
  return withProjectLock(project, 'plan', async () => {
    const prepared = await prepareFiles(open, {force: true})
    try {
      return await makePlan(open, prepared)
    } finally {
      await prepared.staged.discard()
    }
  })
}
