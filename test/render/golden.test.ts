import {mkdir, readdir, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {describe, expect, test} from 'vitest'

import {projectAt} from '../../src/project.js'
import {loadOverlay} from '../../src/render/overlay.js'
import {renderStack} from '../../src/render/render-stack.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {readTree, withoutShipped} from './deploy-tree.js'

const golden = new URL('../golden', import.meta.url).pathname
const folders = (await readdir(golden, {withFileTypes: true})).filter((entry) => entry.isDirectory())

describe('the files of a stack', () => {
  test.each(folders.map((entry) => entry.name))('are those of golden/%s', async (name) => {
    const project = projectAt(join(golden, name))
    const {stack} = await loadStack(project)
    const files = withoutShipped(renderStack(stack, await loadOverlay(project)))
    const out = join(golden, name, 'out')
    if (process.env.UPDATE_GOLDEN) {
      await rm(out, {recursive: true, force: true})
      for (const {path, content, mode} of files) {
        await mkdir(dirname(join(out, path)), {recursive: true})
        await writeFile(join(out, path), content, {mode: mode ?? 0o644})
      }
    }

    // Digests of recipes and of whole configurations change with what other tests judge.
    const stable = (tree: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(tree).map(([path, text]) => [
          path,
          text.replaceAll(/(opsctl\/.*-)[0-9a-f]{12}$/gm, '$1…').replaceAll(/[0-9a-f]{64}/g, '…'),
        ]),
      )
    const rendered = Object.fromEntries(files.map(({path, content}) => [path, content]))
    expect(stable(rendered)).toEqual(stable(await readTree(out)))
  })
})
