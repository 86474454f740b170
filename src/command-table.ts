/** Every command by its id, loaded only when it is the one to run. A test holds this list equal to src/commands. */
import type {Command} from '@oclif/core'

type Load = () => Promise<{readonly default: Command.Class}>

export const commandTable: Readonly<Record<string, Load>> = {
  version: () => import('./commands/version.js'),
}
