import {expect, test} from 'vitest'

import {readStatus} from '../../../../src/components/kibana/doctor/read.js'

test('parts that are available are left out', () => {
  const core = {
    elasticsearch: {level: 'unavailable', summary: 'no nodes'},
    savedObjects: {level: 'available', summary: 'ok'},
  }
  expect(readStatus(JSON.stringify({status: {overall: {level: 'unavailable', summary: 's'}, core}}))).toEqual({
    level: 'unavailable',
    summary: 's',
    core: [{name: 'elasticsearch', level: 'unavailable', summary: 'no nodes'}],
  })
})

test('before it is ready it answers with words', () => {
  expect(readStatus('Kibana server is not ready yet')).toEqual({level: '', summary: '', core: []})
})
