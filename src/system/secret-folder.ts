/** Refuses a secrets folder that other users of the host can enter or that git tracks. */
import {access, lstat} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {OpsError} from '../errors.js'
import {secretMessages as messages} from '../messages/secrets.js'
import type {Project} from '../project.js'
import {capture} from './run.js'

const GIT_TIMEOUT_MS = 10_000

/** Throws when the folder is open to others or tracked. A folder that doesn't exist is fine. */
export async function checkFolder(project: Project): Promise<void> {
  const found = await lstat(project.secrets).catch(() => undefined)
  if (found === undefined) return
  if (!found.isDirectory()) {
    throw refused('OPS_SECRETS_FOLDER', messages.notAFolder(project.secrets), [messages.moveAway(project.secrets)])
  }

  if ((found.mode & 0o077) !== 0) {
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0')
    const ways = [messages.closeFolder(project.secrets), messages.renewAfterExposure] as const
    throw refused('OPS_SECRETS_EXPOSED', messages.exposed(project.secrets, mode), ways)
  }

  const tracked = (await trackedByGit(project, project.secrets)).filter((path) => !path.endsWith('/.gitignore'))
  if (tracked.length > 0) {
    throw refused('OPS_SECRETS_TRACKED', messages.tracked(tracked.slice(0, 5).join(', ')), [messages.untrack])
  }
}

/** Files at or under a path that git tracks; none outside a repository or where git isn't installed. */
export async function trackedByGit(project: Project, path: string): Promise<readonly string[]> {
  if (!(await isInRepository(project.root))) return []
  // The folder may belong to another user than the one who runs opsctl as root.
  const argv = ['-c', 'safe.directory=*', '-C', project.root, 'ls-files', '-z', '--', path]
  const result = await capture('git', argv, {timeoutMs: GIT_TIMEOUT_MS}).catch((error: unknown) => {
    if (error instanceof OpsError && error.code === 'OPS_TOOL_MISSING') return undefined
    throw error
  })
  return result?.exitCode === 0 ? result.stdout.split('\0').filter(Boolean) : []
}

async function isInRepository(start: string): Promise<boolean> {
  for (let folder = start; ; folder = dirname(folder)) {
    const there = await access(join(folder, '.git')).then(
      () => true,
      () => false,
    )
    if (there) return true
    if (dirname(folder) === folder) return false
  }
}

function refused(
  code: `OPS_${string}`,
  message: OpsError['text'],
  suggestions: ConstructorParameters<typeof OpsError>[0]['suggestions'],
): OpsError {
  return new OpsError({code, kind: 'environment', message, suggestions})
}
