import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import Validate from '../../src/commands/validate.js'
import {tempDir} from '../temp-dir.js'
import {runCommand} from './run-command.js'

async function folderWith(spec: string): Promise<string> {
  const folder = await tempDir()
  await writeFile(join(folder, 'opsctl.yaml'), spec)
  return folder
}

describe('opsctl validate', () => {
  it('sums up a valid file and prints its warnings', async () => {
    const folder = await folderWith('version: 1\nproject: shop\nredis: {}\nbackup: {}\n')
    const {exitCode, stdout} = await runCommand(Validate, ['-C', folder, '--lang', 'en'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(
      `✓ ${folder}/opsctl.yaml is valid\n  project shop, images from registry\n  components: redis\n`,
    )
    expect(stdout).toContain('! opsctl.yaml:4:1 backup: ')
  })

  it('prints every problem at its place, in the language of the person, and exits with 2', async () => {
    const folder = await folderWith('version: 1\nproject: Shop\nredis: {prot: 1}\n')
    const {exitCode, stderr, stdout} = await runCommand(Validate, ['-C', folder, '--lang', 'zh'])
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('opsctl.yaml 有 2 个问题')
    expect(stderr).toMatch(/opsctl\.yaml:2:10 project: .*\n {2}opsctl\.yaml:3:9 redis\.prot: .*是否想写 port？/)
  })

  it('gives a script the same with --json', async () => {
    const bad = await runCommand(Validate, ['-C', await folderWith('version: 1\n'), '--json', '--lang', 'en'])
    expect(bad.exitCode).toBe(2)
    expect(JSON.parse(bad.stdout)).toMatchObject({
      error: {code: 'OPS_SPEC_INVALID', exit: 2, problems: [{file: 'opsctl.yaml', line: 1, path: 'project'}]},
    })
    const good = await runCommand(Validate, ['-C', await folderWith('version: 1\nproject: shop\n'), '--json'])
    expect(JSON.parse(good.stdout)).toMatchObject({project: 'shop', components: [], warnings: []})
  })
})
