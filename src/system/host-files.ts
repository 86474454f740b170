/** The few files of the machine itself that `host prepare` writes. */
import {mkdir, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'

import {SYSCTL_FILE, sysctlPath} from './host-state.js'
import {putFile} from './put-file.js'

/** Writes a configuration file of the machine, with the folder it belongs in. */
export async function writeHostFile(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), {recursive: true})
  await putFile(file, content, 0o644)
}

/** Makes kernel settings now and for every boot. The running kernel may refuse, as in a container, which is no failure. */
export async function setSysctls(content: string, values: Readonly<Record<string, number>>): Promise<void> {
  await writeHostFile(SYSCTL_FILE, content)
  for (const [name, value] of Object.entries(values)) {
    await writeFile(sysctlPath(name), `${value}\n`).catch(() => undefined)
  }
}
