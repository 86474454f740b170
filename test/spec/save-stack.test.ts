import {describe, expect, it} from 'vitest'

import {parseStack} from '../../src/spec/parse-stack.js'
import {presetIds, presets} from '../../src/spec/presets.js'
import {addPreset, editSource, newSource} from '../../src/spec/save-stack.js'

const mine = `# ours since 2024
version: 1
project: shop   # do not rename

redis:
    role: cache # was: store
    port:   6379
postgres: {}
apps:
    web: {image: "shop/web:1.0", port: 3000}
`

describe('a new file', () => {
  const cases = presetIds.flatMap((id) => (['en', 'zh'] as const).map((lang) => [id, lang] as const))

  it.each(cases)('of preset %s in %s is valid, short, and begins with the schema line', (id, lang) => {
    const source = newSource(presets[id], {project: 'shop', lang, images: 'registry'})
    expect(parseStack(source).problems).toEqual([])
    expect(source.split('\n')[0]).toBe('# yaml-language-server: $schema=./opsctl.schema.json')
    expect(source.split('\n').length).toBeLessThan(70)
    expect(source).toMatch(lang === 'zh' ? /# .*[\u4e00-\u9fff]/ : /^[\u0020-\u007e\n]*$/)
  })

  it.each(cases)('of preset %s in %s keeps its form when it is edited', (id, lang) => {
    const source = newSource(presets[id], {project: 'shop', lang, images: 'registry'})
    const edited = editSource(source, [{path: ['redis', 'port'], value: 6379}])
    expect(edited.replace('  port: 6379\n', '')).toBe(source)
  })
})

describe('an edit', () => {
  it('of a value moves no other byte', () => {
    const edited = editSource(mine, [
      {path: ['redis', 'role'], value: 'store'},
      {path: ['redis', 'port'], value: 6380},
      {path: ['apps', 'web', 'image'], value: 'shop/web:1.1'},
    ])
    expect(edited).toBe(
      mine.replace('role: cache', 'role: store').replace('6379', '6380').replace('"shop/web:1.0"', 'shop/web:1.1'),
    )
  })

  it('that changes nothing leaves the file byte for byte', () => {
    expect(
      editSource(mine, [
        {path: ['redis', 'port'], value: 6379},
        {path: ['postgres'], value: {}},
      ]),
    ).toBe(mine)
  })

  it('puts quotes where YAML would read something else', () => {
    const {stack} = parseStack(editSource(mine, [{path: ['postgres', 'version'], value: '17'}]))
    expect(stack?.postgres.version).toBe('17')
  })

  it('of a new key keeps comments and order', () => {
    const edited = editSource(mine, [{path: ['postgres', 'limits', 'memory'], value: '1GiB'}])
    expect(parseStack(edited).stack?.postgres.limits.memory).toBe(1024)
    expect(edited).toContain('# ours since 2024')
    expect(edited).toContain('# do not rename')
    expect(edited.indexOf('redis:')).toBeLessThan(edited.indexOf('postgres:'))
  })

  it('keeps CRLF line ends', () => {
    const edited = editSource(mine.replaceAll('\n', '\r\n'), [{path: ['postgres', 'port'], value: 5432}])
    expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  })
})

describe('a preset on top of a file', () => {
  it('adds what is missing and changes nothing that is there', () => {
    const joined = addPreset(mine, presets.core, 'en')
    expect(joined.startsWith(mine)).toBe(true)
    expect(parseStack(joined).problems).toEqual([])
    expect(joined.match(/^redis:/gm)).toHaveLength(1)
    expect(addPreset(joined, presets.core, 'en')).toBe(joined)
  })
})
