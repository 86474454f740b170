/** Mutants that no test can kill, each with the reason, by room: test/rules/survivors/<room>.yaml. */
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {load} from 'js-yaml'

/** A mutant that lives on. */
export interface Survivor {
  readonly alert: string
  readonly mutant: string
  readonly reason: string
}

const folder = new URL('survivors/', import.meta.url).pathname

/** The mutants of a room that may live. */
export function knownSurvivors(room: string): readonly Survivor[] {
  const path = `${folder}${room}.yaml`
  return existsSync(path) ? (load(readFileSync(path, 'utf8')) as Survivor[]) : []
}

/** Rooms with such mutants. */
export function roomsWithSurvivors(): readonly string[] {
  return readdirSync(folder).map((name) => name.replace(/\.yaml$/, ''))
}
