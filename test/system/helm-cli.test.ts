import {chmod, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {afterEach, expect, test} from 'vitest'

import {
  helmHistory,
  helmTemplate,
  helmVersion,
  parseHelmVersion,
  templateFlags,
  upgradeFlags,
} from '../../src/system/helm-cli.js'
import {tempDir} from '../temp-dir.js'

const at = {context: 'c', kubeconfig: '/k', namespace: 'shop', release: 'shop'}

async function stub(script: string): Promise<string> {
  const folder = await tempDir()
  const file = join(folder, 'helm')
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  process.env.OPSCTL_HELM = file
  return folder
}

afterEach(() => {
  delete process.env.OPSCTL_HELM
})

test('Helm 4 and 3.13 or newer are known; an upgrade of either takes itself back when it fails', () => {
  expect(['v4.3.1', 'v3.22.0', 'v3.12.3', 'v2.17.0', 'v5.0.0', 'x'].map(parseHelmVersion)).toEqual([
    {major: 4, minor: 3},
    {major: 3, minor: 22},
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(upgradeFlags({major: 3, minor: 22}, 60).join(' ')).toBe(
    '--install --atomic --wait --timeout 60s --history-max 10',
  )
  expect(upgradeFlags({major: 4, minor: 0}, 60).join(' ')).toBe(
    '--install --rollback-on-failure --wait=watcher --server-side=true --force-conflicts --timeout 60s --history-max 10',
  )
})

test('what a template has checked is not checked again, as far as a Helm can leave it', () => {
  const more = (major: number, minor: number) => {
    const plain = upgradeFlags({major, minor}, 60)
    return upgradeFlags({major, minor}, 60, true).filter((flag) => !plain.includes(flag))
  }
  expect(more(4, 0)).toEqual(['--disable-openapi-validation', '--skip-schema-validation'])
  expect(more(3, 16)).toEqual(['--disable-openapi-validation', '--skip-schema-validation'])
  expect(more(3, 15)).toEqual(['--disable-openapi-validation'])
})

test('a template asks the server in both', () => {
  expect(templateFlags({major: 3, minor: 22}, false).join(' ')).toBe(
    '--no-hooks --skip-tests --dry-run=server --validate',
  )
  expect(templateFlags({major: 4, minor: 0}, true).join(' ')).toBe(
    '--no-hooks --skip-tests --dry-run=server --is-upgrade',
  )
})

test('an unknown or missing helm is told with a way to get one', async () => {
  await stub('echo v2.17.0')
  await expect(helmVersion()).rejects.toMatchObject({code: 'OPS_HELM_UNSUPPORTED'})
  process.env.OPSCTL_HELM = '/nowhere/helm'
  await expect(helmVersion()).rejects.toMatchObject({code: 'OPS_TOOL_MISSING'})
})

test('the context is always named, digests go through stdin, and a release that is not there has no history', async () => {
  const folder = await stub('case "$1" in version) echo v4.1.0;; *) echo "$@" > "$0.argv"; cat > "$0.stdin";; esac')
  await helmTemplate(at, {chart: '/c', values: ['/v'], moreValues: '{"a":1}'}, {isUpgrade: true})
  expect(await readFile(join(folder, 'helm.argv'), 'utf8')).toBe(
    '--kubeconfig /k --kube-context c --namespace shop template shop /c --no-hooks --skip-tests --dry-run=server --is-upgrade --values /v --values -\n',
  )
  expect(await readFile(join(folder, 'helm.stdin'), 'utf8')).toBe('{"a":1}')
  await stub('echo "Error: release: not found" >&2; exit 1')
  expect(await helmHistory(at)).toEqual([])
})
