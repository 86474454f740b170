import {describe, expect, test} from 'vitest'

import {parseRows, templateNames} from '../../src/bench/scenario-data.js'

function complaints(text: string, file = 'users.csv') {
  return parseRows(text, file).problems.map(({line, message}) => `${line ?? '-'}: ${message.en}`)
}

describe('rows of a CSV', () => {
  test('are by the names of the first line', () => {
    expect(parseRows('id,name\n1,ann\n2,bo\n', 'users.csv').rows).toEqual([
      {id: '1', name: 'ann'},
      {id: '2', name: 'bo'},
    ])
  })

  test('may be quoted, with commas, quotes and line ends within, and end in CRLF', () => {
    const text = 'id,name\r\n1,"a, ""b""\nc"\r\n2,\r\n'
    expect(parseRows(text, 'users.csv').rows).toEqual([
      {id: '1', name: 'a, "b"\nc'},
      {id: '2', name: ''},
    ])
  })

  test('need no line end at the end, and empty lines are none', () => {
    expect(parseRows('id\n1\n\n2', 'users.csv').rows).toEqual([{id: '1'}, {id: '2'}])
  })

  test('are refused at their line when cells are missing or too many', () => {
    expect(complaints('id,name\n1,"a\nb"\n2\n3,c,d\n')).toEqual([
      '4: 1 cells, where the first line has 2 columns',
      '5: 3 cells, where the first line has 2 columns',
    ])
  })

  test.each([
    ['id,na me\n1,2\n', '1: "na me" can’t name a column: letters, digits, _, . and -, starting with a letter'],
    ['id,id\n1,2\n', '1: two columns are named id'],
    ['id\n1\n"open\n', '3: a quote is not closed, or text follows it'],
    ['id\n"1"x\n', '2: a quote is not closed, or text follows it'],
    ['id\n', '-: it has no rows'],
    ['', '-: it has no rows'],
  ])('refuses %j', (text, complaint) => {
    expect(complaints(text)).toEqual([complaint])
  })

  test('are bounded', () => {
    expect(complaints(`id\n${'1\n'.repeat(100_001)}`)).toEqual([
      '-: it has 100001 rows; at most 100000 are held in memory',
    ])
  })
})

test('any other file is a list of lines', () => {
  expect(parseRows('a,b\n\nc\r\n', 'paths.txt').rows).toEqual([{line: 'a,b'}, {line: 'c'}])
})

test('names of a template are those in braces', () => {
  expect(templateNames('/users/{id}/posts?x={page}&{}')).toEqual(['id', 'page'])
})
