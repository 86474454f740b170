/** A number below the given one. */
export type Random = (below: number) => number
export function makeRandom(seed: number): Random
export function accessLine(random: Random, ms: number): string
export function appLine(random: Random, ms: number): string
export function writeLog(path: string, bytes: number, makeLine: (random: Random, ms: number) => string): void
