/** Every command by its id, loaded only when it is the one to run. A test holds this list equal to src/commands. */
import type {Command} from '@oclif/core'

type Load = () => Promise<{readonly default: Command.Class}>

export const commandTable: Readonly<Record<string, Load>> = {
  'alerts explain': () => import('./commands/alerts/explain.js'),
  'alerts list': () => import('./commands/alerts/list.js'),
  'alerts test': () => import('./commands/alerts/test.js'),
  destroy: () => import('./commands/destroy.js'),
  diff: () => import('./commands/diff.js'),
  down: () => import('./commands/down.js'),
  explain: () => import('./commands/explain.js'),
  'host prepare': () => import('./commands/host/prepare.js'),
  'images build': () => import('./commands/images/build.js'),
  'images list': () => import('./commands/images/list.js'),
  'images load': () => import('./commands/images/load.js'),
  'images lock': () => import('./commands/images/lock.js'),
  'images pull': () => import('./commands/images/pull.js'),
  'images save': () => import('./commands/images/save.js'),
  init: () => import('./commands/init.js'),
  logs: () => import('./commands/logs.js'),
  open: () => import('./commands/open.js'),
  plan: () => import('./commands/plan.js'),
  reload: () => import('./commands/reload.js'),
  render: () => import('./commands/render.js'),
  restart: () => import('./commands/restart.js'),
  runbook: () => import('./commands/runbook.js'),
  schema: () => import('./commands/schema.js'),
  'secrets list': () => import('./commands/secrets/list.js'),
  'secrets path': () => import('./commands/secrets/path.js'),
  'secrets rotate': () => import('./commands/secrets/rotate.js'),
  status: () => import('./commands/status.js'),
  up: () => import('./commands/up.js'),
  validate: () => import('./commands/validate.js'),
  version: () => import('./commands/version.js'),
}
