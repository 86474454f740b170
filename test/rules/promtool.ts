/** Where the promtool is that judges rules: the one of the Prometheus image a stack runs. */
import {existsSync} from 'node:fs'

/** Path of promtool: $PROMTOOL, or what `npm run test:rules` took out of the image. */
export function promtool(): string {
  const own = process.env.PROMTOOL ?? new URL('../../.test-results/tools/promtool', import.meta.url).pathname
  if (!existsSync(own)) throw new Error(`no promtool at ${own}; npm run test:rules puts it there`)
  return own
}
