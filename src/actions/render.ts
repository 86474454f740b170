import type {Problem} from '../errors.js'
import type {Project} from '../project.js'
import {loadOverlay} from '../render/overlay.js'
import {renderStack} from '../render/render-stack.js'
import {compareFiles, type FileChange, recoverWrites, stageFiles} from '../render/write-files.js'
import {loadStack} from '../spec/load-stack.js'
import {withProjectLock} from '../system/lock.js'

/** What a render did, or with `check` would do, to `deploy/`. */
export interface RenderReport {
  readonly changes: readonly Pick<FileChange, 'path' | 'action'>[]
  readonly unchanged: number
  /** False when `check` found a difference. */
  readonly upToDate: boolean
  /** True when this run first finished one that was interrupted. */
  readonly recovered: boolean
  readonly warnings: readonly Problem[]
}

/** Writes `deploy/` from opsctl.yaml and `overlay/`, or with `check` only compares. Throws OPS_HAND_EDIT before it would drop an edit. */
export async function render(
  project: Project,
  options: {readonly check: boolean; readonly force: boolean},
): Promise<RenderReport> {
  return withProjectLock(project, 'opsctl render', async () => {
    const [{stack, warnings}, overlay] = await Promise.all([loadStack(project), loadOverlay(project)])
    const files = renderStack(stack, overlay)
    const recovered = await recoverWrites(project)
    const {changes, unchanged, isManifestNew} = await compareFiles(project, files)
    const report = {changes: changes.map(toSummary), unchanged, recovered, warnings}
    if (options.check) return {...report, upToDate: changes.length === 0}
    if (changes.length === 0 && !isManifestNew) return {...report, upToDate: true}

    const staged = await stageFiles(project, files, {force: options.force})
    try {
      await staged.commit()
    } catch (error) {
      await staged.discard()
      throw error
    }

    return {...report, upToDate: true}
  })
}

function toSummary({path, action}: FileChange): Pick<FileChange, 'path' | 'action'> {
  return {path, action}
}
