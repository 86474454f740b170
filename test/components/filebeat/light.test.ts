/** The light path makes the documents of the golden corpus. */
import {describe, expect, test} from 'vitest'

import {maskPatterns} from '../../../src/spec/mask-patterns.js'
import {loadCorpus} from '../../logs/corpus/load.js'
import {documentScript, store} from './light.js'

const script = documentScript(maskPatterns)

describe('the light path', () => {
  test.each(loadCorpus())('$file: $name', ({event, source, dockerTime, document}) => {
    expect(store(script, event, source.layout, dockerTime)).toEqual(document)
  })
})
