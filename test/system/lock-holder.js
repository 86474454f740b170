/** Takes the lock of a project, again and again. argv: bundle of src/system/lock, project root, log file, milliseconds to hold it (or `forever`), how often. */
import {appendFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {pathToFileURL} from 'node:url'

const [bundle, root, log, holdMs, starts] = process.argv.slice(2)
const {withProjectLock} = await import(pathToFileURL(bundle).href)
const note = (word) => appendFileSync(log, `${word} ${process.pid}\n`)

for (let start = 0; start < Number(starts); start += 1) {
  try {
    await withProjectLock({root, state: `${root}/.opsctl`}, 'opsctl up', async () => {
      note('in')
      process.stdout.write('held\n')
      await sleep(holdMs === 'forever' ? 60_000 : Number(holdMs))
      note('out')
    })
  } catch (error) {
    process.stdout.write(`${error.code} ${error.exitCode} ${error.message}\n`)
  }
  // Whoever was refused comes back while the next one may hold it.
  await sleep(Math.random() * 3)
}
