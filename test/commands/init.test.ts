import {access, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import Init from '../../src/commands/init.js'
import {tempDir} from '../temp-dir.js'
import {runCommand} from './run-command.js'

const quiet = ['--preset', 'demo', '--images', 'debian', '--lang', 'en']

describe('opsctl init', () => {
  it('makes the folder, lists its files and says what comes next', async () => {
    const folder = await tempDir()
    const {exitCode, stdout} = await runCommand(Init, ['shop', '-C', folder, ...quiet, '--yes'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`In ${folder}/shop:\n  + .gitignore\n`)
    expect(stdout).toMatch(/✓ \d+ files written\n {2}Next: opsctl -C .*shop up/)
    expect(await readFile(join(folder, 'shop/opsctl.yaml'), 'utf8')).toContain('project: shop\n')
  })

  it('writes nothing without a terminal and without --yes, and names the flag', async () => {
    const folder = await tempDir()
    const {exitCode, stderr} = await runCommand(Init, ['shop', '-C', folder, ...quiet])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--yes')
    await expect(access(join(folder, 'shop'))).rejects.toThrow('ENOENT')
  })

  it('shows the difference of a second run, and finds nothing in a third', async () => {
    const folder = await tempDir()
    await runCommand(Init, ['-C', folder, ...quiet, '--yes'])
    const change = ['-C', folder, '--set', 'gateway.driver=nginx', '--lang', 'en', '--yes']
    expect((await runCommand(Init, change)).stdout).toMatch(/- {2}driver: caddy\n\+ {2}driver: nginx/)
    expect((await runCommand(Init, change)).stdout).toContain('is up to date; nothing to write')
  })

  it('answers a script with --json', async () => {
    const folder = await tempDir()
    const {stdout} = await runCommand(Init, ['-C', folder, ...quiet, '--yes', '--json', '--set', 'project=web'])
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({directory: folder, project: 'web', isNew: true, images: 'debian'})
    expect(answer.written.at(-1)).toBe('opsctl.yaml')
  })
})
