import {execFileSync} from 'node:child_process'
import {mkdir, symlink, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {OpsError} from '../../src/errors.js'
import {projectAt} from '../../src/project.js'
import {loadStack} from '../../src/spec/load-stack.js'
import {tempDir} from '../temp-dir.js'

async function failureOf(folder: string): Promise<OpsError> {
  const error = await loadStack(projectAt(folder)).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error instanceof OpsError) return error
  throw new Error(`expected an OpsError, got ${String(error)}`)
}

async function folderWith(content: string | Buffer): Promise<string> {
  const folder = await tempDir()
  await writeFile(join(folder, 'opsctl.yaml'), content)
  return folder
}

const prepare: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  OPS_SPEC_MISSING: async () => undefined,
  OPS_SPEC_NOT_A_FILE: (file) => mkdir(file),
  OPS_SPEC_UNREADABLE: (file) => symlink('/proc/self/mem', file),
  OPS_SPEC_EMPTY: (file) => writeFile(file, '# nothing yet\n\n'),
  OPS_SPEC_TOO_BIG: (file) => writeFile(file, 'a: 1\n'.repeat(300_000)),
  OPS_SPEC_INVALID: (file) => writeFile(file, 'version: 1\n'),
}

describe('loadStack', () => {
  it.runIf(process.platform === 'linux').each(Object.keys(prepare))('says %s in words of its own', async (code) => {
    const folder = await tempDir()
    await prepare[code]?.(join(folder, 'opsctl.yaml'))
    const error = await failureOf(folder)
    expect(error.code).toBe(code)
    expect(error.exitCode).toBe(2)
    expect(error.text.zh).toMatch(/[\u4e00-\u9fff]/)
  })

  it('calls a file of no bytes empty', async () => {
    expect((await failureOf(await folderWith(''))).code).toBe('OPS_SPEC_EMPTY')
  })

  it.runIf(process.platform === 'linux')('does not wait on a pipe', async () => {
    const folder = await tempDir()
    execFileSync('mkfifo', [join(folder, 'opsctl.yaml')])
    expect((await failureOf(folder)).code).toBe('OPS_SPEC_NOT_A_FILE')
  })

  it.each([
    ['UTF-16 with a mark', Buffer.from('\uFEFFversion: 1\n', 'utf16le'), 'the file is UTF-16; save it as UTF-8'],
    ['UTF-16 without a mark', Buffer.from('version: 1\n', 'utf16le'), 'the file is UTF-16; save it as UTF-8'],
    [
      'Latin-1',
      Buffer.from('version: 1\nproject: caf\u00e9\n', 'latin1'),
      'byte 23 is not UTF-8; save the file as UTF-8',
    ],
  ])('refuses %s with its offset', async (_, bytes, message) => {
    const error = await failureOf(await folderWith(bytes))
    expect(error.problems.map((one) => one.message.en)).toEqual([message])
  })

  it('reads a file with a byte order mark', async () => {
    const folder = await folderWith('\uFEFFversion: 1\nproject: shop\n')
    expect((await loadStack(projectAt(folder))).stack.project).toBe('shop')
  })
})
