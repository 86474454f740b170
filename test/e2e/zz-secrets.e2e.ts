/** Reads what the watch saw during the whole end-to-end run. Runs last, by its name. */
import {readFile} from 'node:fs/promises'
import {setTimeout as wait} from 'node:timers/promises'
import {expect, inject, test} from 'vitest'

test('no secret of any project appeared in the argv of any process of this machine', async () => {
  const {pid, report} = inject('secretWatch')
  process.kill(pid, 'SIGTERM')
  await expect.poll(() => readFile(report, 'utf8').catch(() => ''), {timeout: 10_000}).not.toBe('')
  await wait(50)
  const seen = JSON.parse(await readFile(report, 'utf8'))

  expect(seen.samples).toBeGreaterThan(10)
  expect(seen.hits).toEqual([])
})
