/** Builds every test tool that is not in the cache: `npx tsx test/e2e/tools/build.ts [name…]`. */
import {buildTool, hasTool, TOOLS, type ToolName} from './cache.js'

const names = (process.argv.length > 2 ? process.argv.slice(2) : Object.keys(TOOLS)) as ToolName[]

for (const name of names) {
  const start = Date.now()
  const wasThere = hasTool(name)
  const folder = await buildTool(name)
  const took = `${Math.round((Date.now() - start) / 100) / 10} s`
  process.stdout.write(`${name}: ${wasThere ? 'was there' : `built in ${took}`}: ${folder}\n`)
}
