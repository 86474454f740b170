/**
 * Commits one set of files in a project and ends itself with SIGKILL at the k-th step on the file system.
 * argv: bundle of src/render/write-files, project root, JSON file with the rendered files, k (0: never), and whether to
 * print the number of steps.
 */
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import {pathToFileURL} from 'node:url'

const [bundle, root, filesJson, at, print] = process.argv.slice(2)
const files = JSON.parse(fs.readFileSync(filesJson, 'utf8'))
const limit = Number(at)
let steps = 0

function step() {
  steps += 1
  if (steps === limit) process.kill(process.pid, 'SIGKILL')
}

// Each step counts before and after, so that a kill falls on both sides of every call.
function around(target, name) {
  const original = target[name]
  target[name] = async function counted(...args) {
    step()
    const result = await original.apply(this, args)
    step()
    return result
  }
}

for (const name of ['open', 'rename', 'mkdir', 'unlink', 'rm', 'rmdir']) around(fs.promises, name)
const probe = await fs.promises.open(filesJson, 'r')
const handle = Object.getPrototypeOf(probe)
await probe.close()
for (const name of ['sync', 'chmod', 'close']) around(handle, name)
// A write is cut in the middle too: half of a file is what a crash leaves of one that is not moved into place.
const writeFile = handle.writeFile
handle.writeFile = async function torn(bytes) {
  const half = Math.floor(bytes.length / 2)
  step()
  await writeFile.call(this, bytes.subarray(0, half))
  step()
  await writeFile.call(this, bytes.subarray(half))
  step()
}
syncBuiltinESMExports()
steps = 0

const {stageFiles} = await import(pathToFileURL(bundle).href)
const join = (name) => `${root}/${name}`
const project = {
  root,
  specFile: join('opsctl.yaml'),
  deploy: join('deploy'),
  manifest: join('deploy/.opsctl.json'),
  overlay: join('overlay'),
  secrets: join('secrets'),
  state: join('.opsctl'),
  backups: join('backups'),
}
const staged = await stageFiles(project, files)
await staged.commit()
if (print) process.stdout.write(String(steps))
