/** A reason for a mutant that is no longer made would stand for one that nobody looked at. */

import {load} from 'js-yaml'
import {expect, test} from 'vitest'
import {findAlert} from '../../src/alerts/catalogue.js'
import {readShipped, shippedRooms} from '../../src/shipped.js'
import {listMutants, type Rule} from './mutants.js'
import {knownSurvivors, roomsWithSurvivors} from './survivors.js'

test.each(roomsWithSurvivors())('every survivor of %s is a mutant of an alert there is, with a reason', (room) => {
  expect(shippedRooms()).toContain(room)
  for (const {alert, mutant, reason} of knownSurvivors(room)) {
    const file = findAlert(alert)?.file ?? ''
    expect(file, alert).toMatch(new RegExp(`^${room}/`))
    const {groups} = load(readShipped(file)) as {groups: {rules: Rule[]}[]}
    const rule = groups.flatMap(({rules}) => rules).find((one) => one.alert === alert)
    expect(rule && listMutants(rule).map(({what}) => what), alert).toContain(mutant)
    expect(reason.length, `${alert}: ${mutant}`).toBeGreaterThan(20)
  }
})

test('no survivor is listed twice', () => {
  const all = roomsWithSurvivors().flatMap((room) => knownSurvivors(room).map((one) => `${one.alert} ${one.mutant}`))
  expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([])
})
