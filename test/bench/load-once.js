// One load in a process of its own, so that it can be pinned to a processor. Usage: node load-once.js <plan as JSON>; prints the run as JSON.
import {runLoad} from '../../dist/load/engine.js'

const {run} = await runLoad(JSON.parse(process.argv[2]))
process.stdout.write(JSON.stringify(run))
