import {afterEach, expect, test} from 'vitest'

import {hideSecret} from '../../src/system/redact.js'
import {announceRuns, capture} from '../../src/system/run.js'

afterEach(() => announceRuns(() => {}))

test('every program that is run is told of as a line to copy, without a secret in it', async () => {
  const lines: string[] = []
  announceRuns((line) => lines.push(line))
  hideSecret('correct-horse-battery')
  await capture(process.execPath, ['-e', '0', 'correct-horse-battery'])

  expect(lines).toEqual([`$ ${process.execPath} -e 0 [hidden]`])
})
