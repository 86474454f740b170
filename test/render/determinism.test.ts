import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {build} from 'esbuild'
import fc from 'fast-check'
import {expect, test} from 'vitest'

import {stackInput} from '../spec-arbitrary.js'
import {tempDir} from '../temp-dir.js'

const execute = promisify(execFile)
const root = new URL('../..', import.meta.url).pathname

test('200 random stacks give the same bytes in two processes, two locales and two time zones', {
  timeout: 60_000,
}, async () => {
  const inputs = fc.sample(stackInput, {numRuns: 200, seed: 20_261_121})
  const folder = await tempDir()
  const file = join(folder, 'inputs.json')
  await writeFile(file, JSON.stringify(inputs))
  const outfile = join(root, 'node_modules/.cache/opsctl-render-digest.mjs')
  const entry = join(root, 'test/render/render-digest.ts')
  await build({entryPoints: [entry], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm'})
  const [first, second] = await Promise.all([
    execute(process.execPath, [outfile, file], {cwd: folder, env: {...process.env, LC_ALL: 'C', TZ: 'UTC', LANG: 'C'}}),
    execute(process.execPath, [outfile, file], {
      cwd: root,
      env: {...process.env, LC_ALL: 'zh_CN.UTF-8', TZ: 'Asia/Shanghai', LANG: 'tr_TR.UTF-8', USER: 'someone'},
    }),
  ])
  expect(JSON.parse(first.stdout)).toHaveLength(200)
  expect(new Set(JSON.parse(first.stdout)).size).toBeGreaterThan(190)
  expect(second.stdout).toBe(first.stdout)
})
