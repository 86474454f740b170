// The load engine beside wrk and redis-benchmark, and against servers whose truth is known. Usage: npm run bench -- load [http] [truth] [capacity] [stores]
import {spawnSync} from 'node:child_process'
import {fileURLToPath} from 'node:url'

/** In a process of its own, as its sources are TypeScript. */
export function benchLoad(words) {
  const script = fileURLToPath(new URL('load.ts', import.meta.url))
  spawnSync(process.execPath, ['--import', 'tsx', script, ...words], {stdio: 'inherit'})
}
