// Writes dist/chart: the chart as it ships, with values of its own, for whoever installs it without opsctl. They are those of
// the preset core, as opsctl renders it.
import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {standaloneChart} from '../dist/render/helm/standalone.js'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist/chart')
rmSync(folder, {recursive: true, force: true})
for (const {path, content} of standaloneChart()) {
  mkdirSync(dirname(join(folder, path)), {recursive: true})
  writeFileSync(join(folder, path), content)
}
