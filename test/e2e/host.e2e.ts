import {readFile, stat} from 'node:fs/promises'

import {expect, test} from 'vitest'

import {askJson, opsctl} from './opsctl.js'

const WATCHED = ['/etc/docker/daemon.json', '/etc/sysctl.d/60-opsctl.conf', '/var/lib/dpkg/status']

/** Content and date of what a preparation may touch. */
async function snapshot(): Promise<readonly unknown[]> {
  return Promise.all(
    WATCHED.map(async (file) => {
      const found = await stat(file).catch(() => undefined)
      return [file, found?.mtimeMs, found && (await readFile(file, 'utf8')).length]
    }),
  )
}

test('a machine that is prepared is found ready, and a second run changes nothing', async () => {
  const before = await snapshot()
  const first = await askJson('host', 'prepare', '--yes')
  expect(first).toMatchObject({code: 0, json: {state: 'ready', steps: [], engine: expect.stringMatching(/^\d+\./)}})
  expect(await snapshot()).toEqual(before)
})

test('text and language are those of the person', async () => {
  const answer = await opsctl(['host', 'prepare', '--lang', 'zh'])
  expect(answer.code).toBe(0)
  expect(answer.stdout).toContain('本机已就绪')
})

test('an engine elsewhere that is silent is named, with exit code 3, and nothing is tried here', async () => {
  const answer = await opsctl(['host', 'prepare', '--yes'], {env: {DOCKER_HOST: 'tcp://127.0.0.1:1'}})
  expect(answer.code).toBe(3)
  expect(answer.stdout).toContain('tcp://127.0.0.1:1')
})
