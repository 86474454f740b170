import {describe, expect, test} from 'vitest'

import {parts} from '../../src/doctor/catalogue.js'
import {unknownThresholds} from '../../src/doctor/thresholds.js'
import {parseStack, placeProblems} from '../../src/spec/parse-stack.js'

const file = (doctor: string) => `version: 1\nproject: shop\n${doctor}`
const problemsOf = (doctor: string) =>
  parseStack(file(doctor)).problems.map(({line, column, path, message}) => `${line}:${column} ${path} ${message.en}`)

describe('what doctor is told in opsctl.yaml', () => {
  test('is nothing by default', () => {
    expect(parseStack(file('')).stack?.doctor).toEqual({accepted: [], thresholds: {}})
  })

  test('takes findings with a reason and a last day, and limits', () => {
    const text = `doctor:
  accepted: [{id: host.swap, reason: small, until: 2027-01-31}]
  thresholds: {redis.memory: {used: {warn: 70, fail: 80}}}
`
    expect(problemsOf(text)).toEqual([])
  })

  test.each([
    [
      'doctor: {accepted: [{id: host.swop, reason: r, until: 2027-01-31}]}',
      '3:22',
      'there is no check host.swop; did you mean host.swap?',
    ],
    ['doctor: {thresholds: {redis.memry: {}}}', '3:23', 'there is no check redis.memry; did you mean redis.memory?'],
    ['doctor: {accepted: [{id: host.swap, reason: r, until: 2027-02-30}]}', '3:55', 'expected a day that there is'],
    ['doctor: {accepted: [{id: host.swap, reason: r, until: soon}]}', '3:55', 'expected a day that there is'],
    ['doctor: {accepted: [{id: host.swap, until: 2027-01-31}]}', '3:21', 'is missing'],
    ['doctor: {acepted: []}', '3:10', 'did you mean accepted?'],
    ['doctor: {thresholds: {redis.memory: {used: {wran: 1}}}}', '3:45', 'did you mean warn?'],
  ])('refuses %s with its place', (text, place, words) => {
    const [problem = ''] = problemsOf(text)
    expect(problem).toContain(words)
    expect(problem.split(' ')[0]).toBe(place)
  })

  test('finds names of thresholds that a check has not, where the checks are at hand', () => {
    const [id = '', [name = ''] = []] =
      parts
        .flatMap((part) => part.checks)
        .map((check) => [check.id, Object.keys(check.thresholds)] as const)
        .find(([, names]) => names.length > 0) ?? []
    const typo = `${name}z`
    const overrides = {[id]: {[name]: {warn: 1}, [typo]: {warn: 1}}}
    const problems = unknownThresholds(parts, overrides)
    const source = file(`doctor:\n  thresholds:\n    ${id}:\n      ${name}: {warn: 1}\n      ${typo}: {warn: 1}\n`)
    const [placed, ...others] = placeProblems(source, problems)
    expect(others).toEqual([])
    expect(placed).toMatchObject({line: 7, path: expect.stringContaining(typo)})
    expect(placed?.message.en).toContain(`did you mean ${name}?`)
  })
})
