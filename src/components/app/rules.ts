/** Rules about apps that the schema alone can't state. */
import type {SpecProblem, Stack} from '../component.js'
import {envFileSecret, ownSecret} from './delivery.js'

/** Everything wrong about the apps of a stack. */
export function validateApps(stack: Stack): readonly SpecProblem[] {
  return [...nameProblems(stack), ...deliveryWarnings(stack), ...secretProblems(stack)]
}

/** Every container resolves it to itself, so nobody would reach the app. */
function nameProblems(stack: Stack): readonly SpecProblem[] {
  if (stack.apps.localhost === undefined) return []
  return [
    {
      path: ['apps', 'localhost'],
      message: {
        en: 'localhost means every container itself; give the app another name',
        zh: 'localhost 在每个容器内都指其自身，请为应用另取名称',
      },
    },
  ]
}

function deliveryWarnings(stack: Stack): readonly SpecProblem[] {
  return Object.entries(stack.apps)
    .filter(([, app]) => app.deliver === 'env' && app.uses.length + app.secrets.length > 0)
    .map(([name]) => ({
      path: ['apps', name, 'deliver'],
      level: 'warning',
      message: {
        en: 'with env, "docker inspect" shows the secrets to everyone who may use Docker; files keeps them out of sight',
        zh: '使用 env 时，任何可使用 Docker 的人都能通过 docker inspect 看到密钥；files 则不会暴露',
      },
    }))
}

/** `app: a-b` with secret C and `app: a` with secret B_C would share a file. */
function secretProblems(stack: Stack): readonly SpecProblem[] {
  const owners = new Map(Object.keys(stack.apps).map((name) => [envFileSecret(name), `${name}.deliver`]))
  const problems: SpecProblem[] = []
  for (const [name, app] of Object.entries(stack.apps)) {
    for (const [index, variable] of app.secrets.entries()) {
      const file = ownSecret(name, variable)
      const owner = owners.get(file)
      if (owner !== undefined) {
        problems.push({
          path: ['apps', name, 'secrets', index],
          message: {
            en: `its file secrets/${file} is also that of apps.${owner}; rename one of them`,
            zh: `其文件 secrets/${file} 与 apps.${owner} 相同，请重命名其一`,
          },
        })
      }
      owners.set(file, `${name}.secrets`)
    }
  }
  return problems
}
