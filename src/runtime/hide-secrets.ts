/** Teaches the redactor every secret of a project, before anything that containers printed is shown. */
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {Project} from '../project.js'
import {hideSecret} from '../system/redact.js'

/** Files of the folder that hold no value: the names of secrets must stay readable. */
const NO_SECRETS = new Set(['.created', '.gitignore'])

/** Reads all of them; a file with several lines hides each line as well. */
export async function hideProjectSecrets(project: Project): Promise<void> {
  const names = (await readdir(project.secrets).catch(() => [])).filter((name) => !NO_SECRETS.has(name))
  await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(project.secrets, name), 'utf8').catch(() => '')
      for (const part of [content, ...content.split('\n')]) hideSecret(part.trim())
    }),
  )
}
