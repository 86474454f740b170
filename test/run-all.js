// Runs every suite one after the other and ends with one line of counts. With CI=true a skipped test is a failure.
import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const total = {passed: 0, failed: 0, skipped: 0}

for (const project of ['unit', 'faults', 'e2e']) {
  const report = join(root, `.test-results/${project}.json`)
  rmSync(report, {force: true})
  const argv = ['run', '--config', '.ci/vitest.config.ts', '--project', project]
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const {status} = spawnSync(process.execPath, [vitest, ...argv, ...reporters], {cwd: root, stdio: 'inherit'})
  const counts = existsSync(report) ? readCounts(report) : {passed: 0, failed: 0, skipped: 0}
  // A suite that ends badly without naming a failed test, as in a broken set-up, must not look green.
  if (status !== 0 && counts.failed === 0) counts.failed = 1
  for (const key of Object.keys(total)) total[key] += counts[key]
}

if (process.env.CI === 'true' && total.skipped > 0) {
  process.stdout.write('With CI=true a skipped test is a failure.\n')
  process.exitCode = 1
}
if (total.failed > 0) process.exitCode = 1
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)

function readCounts(file) {
  const json = JSON.parse(readFileSync(file, 'utf8'))
  return {passed: json.numPassedTests, failed: json.numFailedTests, skipped: json.numPendingTests + json.numTodoTests}
}
