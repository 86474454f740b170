import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'

import {openRuntime} from '../../src/actions/open-runtime.js'
import {projectAt, type RunChoice} from '../../src/project.js'
import {parseStack} from '../../src/spec/parse-stack.js'
import type {Stack} from '../../src/spec/stack.js'
import {putFile} from '../../src/system/put-file.js'
import {tempDir} from '../temp-dir.js'

const before = process.env.OPSCTL_KUBECTL

/** A kubectl whose kubeconfig has two contexts. */
beforeEach(async () => {
  const path = join(await tempDir(), 'kubectl')
  await putFile(path, '#!/bin/sh\nprintf "blue\\ngreen\\n"\n', 0o755)
  process.env.OPSCTL_KUBECTL = path
})

afterEach(() => {
  if (before === undefined) delete process.env.OPSCTL_KUBECTL
  else process.env.OPSCTL_KUBECTL = before
})

function clusterOf(more: string, choice: RunChoice = {}) {
  const {stack} = parseStack(`version: 1\nproject: shop\nredis: {}\n${more}`, 'opsctl.yaml', choice.target)
  return openRuntime(projectAt('/srv/shop', choice), stack as Stack).then(({cluster}) => cluster)
}

describe('where a stack lies', () => {
  test('is no cluster on Compose, whatever else is said', async () => {
    expect(await clusterOf('kubernetes: {context: blue}\n')).toBeUndefined()
  })

  test('is what opsctl.yaml says', async () => {
    expect(await clusterOf('target: helm\nkubernetes: {context: blue, kubeconfig: kube/config}\n')).toEqual({
      kubeconfig: '/srv/shop/kube/config',
      context: 'blue',
      namespace: 'shop',
      agentsNamespace: 'shop-agents',
      release: 'shop',
    })
  })

  test('is what the flags say, if they say something', async () => {
    const choice = {target: 'helm', context: 'green', kubeconfig: '/home/ann/config'} as const
    expect(await clusterOf('target: compose\nkubernetes: {context: blue}\n', choice)).toMatchObject({
      kubeconfig: '/home/ann/config',
      context: 'green',
    })
    expect(await clusterOf('target: helm\nkubernetes: {context: blue}\n', {target: 'compose'})).toBeUndefined()
  })

  test('is asked for when there is someone to ask, with the contexts that there are', async () => {
    const askContext = async (names: readonly string[]) => names.at(-1) ?? ''
    expect(await clusterOf('target: helm\n', {askContext})).toMatchObject({context: 'green'})
  })

  test('is never guessed', async () => {
    await expect(clusterOf('target: helm\n')).rejects.toMatchObject({code: 'OPS_CONTEXT_MISSING', exitCode: 2})
  })
})
