import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, test} from 'vitest'

import {formatParity} from '../../src/cli/print/parity.js'
import {commandTable} from '../../src/command-table.js'
import {type ParityId, parityGroups} from '../../src/parity/catalogue.js'
import {keyTree} from '../../src/spec/key-tree.js'
import {codeProbes, namedKeys} from './code-probes.js'
import {findEffects, isWithin, UNJUDGED, WITHOUT_EFFECT} from './key-effects.js'
import {BEGIN, END, formatReadmeTables} from './readme-table.js'
import {renderedProbes} from './rendered-probes.js'

const HAN = /\p{Script=Han}/u
const readme = join(import.meta.dirname, '../../README.md')
const rows = parityGroups.flatMap((group) => group.rows)

// Every key is rendered twice: some seconds, more on a machine that has other work.
beforeAll(() => {
  findEffects()
}, 180_000)

describe('the parity report', () => {
  test('has one probe for each row', () => {
    const probes = [...Object.keys(codeProbes), ...Object.keys(renderedProbes)]
    expect(probes.toSorted()).toEqual(rows.map(({id}) => id).toSorted())
  })

  test('says why wherever one target does less, and only there', () => {
    const wrong = rows.filter(({compose, helm, why}) => (compose.has !== helm.has) !== (why !== undefined))
    expect(wrong.map(({id}) => id)).toEqual([])
  })

  test('is complete in Chinese', () => {
    for (const {feature, why} of rows) {
      if (!/^(TLS|Ingress)/.test(feature.en)) expect(feature.zh).toMatch(HAN)
      if (why) expect(why.zh).toMatch(HAN)
    }

    expect(formatParity(parityGroups, 'zh')).toContain('命令')
  })

  test('names every command once', () => {
    const named = rows.flatMap(({commands = []}) => commands)
    expect(named.toSorted()).toEqual(Object.keys(commandTable).toSorted())
  })

  test('names every key whose effect differs, and none that is the same', () => {
    const {effects} = findEffects()
    const differs = effects.filter(({compose, helm}) => compose !== helm).map(({key}) => key)
    expect(differs.filter((key) => !isWithin(key, namedKeys()))).toEqual([])
    const keys = rows.filter(({compose, helm}) => compose.has !== helm.has).flatMap(({keys: own = []}) => own)
    const judged = keys.filter((key) => !isWithin(key, Object.keys(UNJUDGED)) && key !== 'images.source')
    expect(judged.filter((key) => !differs.some((one) => isWithin(one, [key])))).toEqual([])
  })

  test('judges every top key, or says why it does not', () => {
    const {effects, unknown} = findEffects()
    expect(unknown.toSorted()).toEqual(Object.keys(WITHOUT_EFFECT).toSorted())
    const seen = [...effects.map(({key}) => key), ...Object.keys(UNJUDGED)]
    expect([...keyTree().keys.keys()].filter((top) => !seen.some((key) => isWithin(key, [top])))).toEqual([])
  })

  test('is the table of the README', () => {
    const text = readFileSync(readme, 'utf8')
    const [before = '', rest = ''] = text.split(`${BEGIN}\n`)
    const [inside, after = ''] = rest.split(`\n${END}`)
    if (process.env.UPDATE_GOLDEN) {
      writeFileSync(readme, `${before}${BEGIN}\n${formatReadmeTables()}\n${END}${after}`)
      return
    }
    expect(inside).toBe(formatReadmeTables())
  })
})

describe.each(Object.entries(codeProbes))('the row %s', (id, probe) => {
  test('is what the code does', async () => {
    const row = rows.find((one) => one.id === (id as ParityId))
    expect(await probe()).toEqual({compose: row?.compose.has, helm: row?.helm.has})
  })
})
