/** Secrets planted wherever a bundle looks, in the forms in which programs write them. */
import {randomBytes} from 'node:crypto'
import {readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {World} from '../faults/fault.js'

const encodings: readonly ((value: string) => string)[] = [
  (value) => value,
  encodeURIComponent,
  (value) => Buffer.from(value).toString('base64'),
  (value) => Buffer.from(`opsctl:${value}`).toString('base64'),
  (value) => JSON.stringify(JSON.stringify({note: value})),
  (value) => Buffer.from(value).toString('hex'),
]

/** Signs that every encoding writes in another way. */
const drawCanary = () => `k${randomBytes(9).toString('base64')}/+"é&`

/**
 * Twelve secrets: eight that the project has drawn and four of a person's own, each in six forms, in a file of the
 * overlay, in the logs of an app and of the database, and in statements. Returns every form that must not be found.
 */
export async function plantCanaries(world: World): Promise<readonly string[]> {
  const folder = join(world.root, 'secrets')
  const names = (await readdir(folder)).filter((name) => name.endsWith('-password')).slice(0, 8)
  const drawn = await Promise.all(names.map(async (name) => (await readFile(join(folder, name), 'utf8')).trim()))
  const own = Array.from({length: 12 - drawn.length}, drawCanary)
  await Promise.all(own.map((value, index) => writeFile(join(folder, `own-canary-${index}`), value, {mode: 0o444})))
  const values = [...drawn, ...own]
  const forms = values.flatMap((value) => encodings.map((encode) => encode(value)))
  const lines = forms.map((form, index) => `canary ${index}: ${form}`)
  await writeFile(join(world.root, 'overlay/notes.txt'), `${lines.join('\n')}\n`)
  for (const service of ['web', 'redis']) {
    await world.pipe(
      ['exec', '-i', world.container(service), 'sh', '-c', 'cat > /proc/1/fd/1'],
      `${lines.join('\n')}\n`,
    )
  }

  // A statement that fails is written to the log, with its text.
  for (const form of forms)
    await world.psql(`SELECT no_such_function('${form.replaceAll("'", "''")}');`).catch(() => '')
  return forms
}
