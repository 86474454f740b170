/** Rules about apps that the schema alone can't state. */
import type {SpecProblem, Stack, Text} from '../component.js'
import {envFileSecret, ownSecret} from './delivery.js'

/** Everything wrong about the apps of a stack. */
export function validateApps(stack: Stack): readonly SpecProblem[] {
  return [...nameProblems(stack), ...deliveryWarnings(stack), ...secretProblems(stack), ...clusterProblems(stack)]
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
  // On a cluster the pod only names the Secret.
  if (stack.target === 'helm') return []
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

/** What only a cluster can do is told on Compose, and fits together. */
function clusterProblems({apps, target}: Stack): readonly SpecProblem[] {
  return Object.entries(apps).flatMap(([name, {autoscale, migrate, replicas}]) => {
    const problems: SpecProblem[] = []
    if (autoscale && target === 'compose') {
      problems.push({path: ['apps', name, 'autoscale'], level: 'warning', message: noAutoscale})
    }

    if (migrate && target === 'compose') {
      problems.push({path: ['apps', name, 'migrate'], level: 'warning', message: noMigration(name, migrate)})
    }

    if (autoscale && autoscale.max < replicas) {
      const message = {
        en: `must be at least replicas (${replicas}), which is the least that runs`,
        zh: `不得小于 replicas（${replicas}），即最少运行的数量`,
      }
      problems.push({path: ['apps', name, 'autoscale', 'max'], message})
    }

    return problems
  })
}

const noAutoscale: Text = {
  en: 'Docker Compose does not start containers by load: replicas of them run. Kubernetes does, with "target: helm"',
  zh: 'Docker Compose 不会按负载增加容器，仅运行 replicas 个；Kubernetes（"target: helm"）可以',
}

function noMigration(name: string, argv: readonly string[]): Text {
  const command = `docker compose -f deploy/compose.yaml run --rm ${name} ${argv.join(' ')}`
  return {
    en: `is run on Kubernetes only ("target: helm"); here, run it yourself after an upgrade: ${command}`,
    zh: `仅在 Kubernetes（"target: helm"）上运行；此处请在升级后自行执行：${command}`,
  }
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
