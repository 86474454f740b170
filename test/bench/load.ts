// Prints the figures of load tests beside their goals. Usage: npm run bench -- load [http] [truth] [capacity] [stores]
import {type FigureRow, formatRows} from './load-rows.js'

const parts: Readonly<Record<string, () => Promise<readonly FigureRow[]>>> = {
  http: async () => (await import('./load-http.js')).httpRows(),
  stores: async () => (await import('./load-stores.js')).storesRows(),
  capacity: async () => (await import('./load-capacity.js')).capacityRows(),
  truth: async () => (await import('./load-truth.js')).truthRows(),
}

const wanted = process.argv.slice(2).filter((word) => word in parts)
process.stdout.write('\nLoad tests: peers from packages, in the same run; truth from servers whose limits are known\n')
const startMs = performance.now()
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(formatRows(await measure()))
}
process.stdout.write(`  in ${((performance.now() - startMs) / 60_000).toFixed(1)} min\n`)
