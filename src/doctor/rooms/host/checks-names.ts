/** Whether what lies outside can be found and asked. */
import {defineCheck, failure, gradeHigh, healthy, note, type Outcome, skipped, warning} from '../../check.js'
import {engineFact} from '../docker/facts.js'
import {listed, onThisMachine, rowsOr} from '../docker/rows.js'
import {opsctlDefault} from './checks-size.js'
import {namesFact, proxyFact, registryFact} from './facts.js'

export const dns = defineCheck({
  id: 'host.dns',
  title: {en: 'Names outside can be looked up', zh: '可解析外部名称'},
  impact: {en: 'Images can’t be pulled, and alerts don’t reach anyone.', zh: '无法拉取镜像，告警无法送达。'},
  runs: {
    en: 'Looks up registries, mail servers, receivers and domains that opsctl.yaml names',
    zh: '解析 opsctl.yaml 中的镜像仓库、邮件服务器、接收端与域名',
  },
  remedy: {
    text: {
      en: 'See /etc/resolv.conf, and whether a proxy must be used.',
      zh: '检查 /etc/resolv.conf 以及是否需要代理。',
    },
    commands: ['cat /etc/resolv.conf'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn', 'fail'],
  needs: {names: namesFact},
  thresholds: {time: {warn: 1000, unit: 'ms', origin: opsctlDefault}},
  judge: ({names: {names}}, {limits}) => {
    if (names.length === 0)
      return skipped('not-applicable', {en: 'opsctl.yaml names no host outside', zh: 'opsctl.yaml 未使用外部主机'})
    const rows = names.flatMap(({name, use, ms, error}): readonly Outcome[] => {
      if (error !== undefined) {
        return [
          failure(
            {en: `${name} (${use}) has no address: ${error}`, zh: `无法解析 ${name}（${use}）：${error}`},
            {observed: {name, error}},
          ),
        ]
      }
      if (gradeHigh(ms, limits.time) === 'pass') return []
      return [
        warning(
          {en: `Looking up ${name} took ${ms} ms`, zh: `解析 ${name} 用了 ${ms} 毫秒`},
          {limit: 'time', observed: {name, ms}},
        ),
      ]
    })
    return rowsOr(
      rows,
      healthy({en: `${names.length} names outside have an address`, zh: `${names.length} 个外部名称可解析`}),
    )
  },
})

export const registry = defineCheck({
  id: 'host.registry',
  title: {en: 'Images that are missing can be pulled', zh: '缺少的镜像可以拉取'},
  impact: {en: 'opsctl up stops before it starts anything.', zh: 'opsctl up 会在启动前停下。'},
  runs: {
    en: 'Asks each registry for the manifest of one image that is not here',
    zh: '向各镜像仓库请求一个缺失镜像的清单',
  },
  remedy: {
    text: {
      en: 'Set images.registry to a mirror or images.source to debian in opsctl.yaml, or bring the images as a file.',
      zh: '在 opsctl.yaml 中设置 images.registry 为镜像代理或 images.source 为 debian，或以文件导入镜像。',
    },
    commands: ['opsctl images load FILE'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  because: ['host.dns'],
  isFor: onThisMachine,
  needs: {registry: registryFact},
  judge: ({registry: {registries, missing}}) => {
    if (missing.length === 0) return healthy({en: 'No image has to be pulled', zh: '无需拉取镜像'})
    const silent = registries.filter(({answers}) => !answers).map(({host}) => host || 'Docker Hub')
    const observed = {missing: missing.length, silent}
    const names = listed(silent)
    if (silent.length === 0)
      return healthy(
        {en: `The registries of ${missing.length} images answer`, zh: `${missing.length} 个镜像的仓库均有应答`},
        {observed},
      )
    const text = {
      en: `${names.en} does not answer, and ${missing.length} images are not here`,
      zh: `${names.zh} 无应答，且缺少 ${missing.length} 个镜像`,
    }
    return silent.length === registries.length ? failure(text, {observed}) : warning(text, {observed})
  },
})

export const proxyEnv = defineCheck({
  id: 'host.proxy-env',
  title: {en: 'Proxy settings agree', zh: '代理设置一致'},
  impact: {
    en: 'One program gets through and the other does not, or calls between services go to the proxy.',
    zh: '有的程序能通、有的不能，或服务间调用误走代理。',
  },
  runs: {
    en: 'http_proxy, https_proxy and no_proxy in both spellings, and the proxy of the daemon',
    zh: '大小写两种写法的 http_proxy、https_proxy、no_proxy 以及守护进程代理',
  },
  remedy: {
    text: {
      en: 'Write both spellings alike, with 127.0.0.1, localhost and the services in NO_PROXY; set the daemon’s proxy in daemon.json.',
      zh: '两种写法保持一致，NO_PROXY 应包含 127.0.0.1、localhost 与各服务；守护进程代理写在 daemon.json。',
    },
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'info', 'warn'],
  needs: {proxy: proxyFact},
  wants: {engine: engineFact},
  judge: ({proxy: {set, disagree, noProxy}, engine}) => {
    const observed = {set, disagree}
    if (disagree.length > 0) {
      const names = disagree.join(', ')
      return warning({en: `${names} and its capital spelling differ`, zh: `${names} 与其大写形式不同`}, {observed})
    }
    if (set.length === 0) return healthy({en: 'No proxy is set', zh: '未设置代理'}, {observed})
    const isLocal = noProxy.some((one) => one === '*' || one === 'localhost' || one.startsWith('127.'))
    if (!isLocal) {
      return warning(
        {
          en: 'NO_PROXY lacks localhost: opsctl would ask the proxy for services of this machine',
          zh: 'NO_PROXY 缺少 localhost：访问本机服务时会误走代理',
        },
        {observed},
      )
    }
    if (engine?.details && !engine.details.hasProxy) {
      return note(
        {
          en: 'This shell has a proxy, the Docker daemon has none: it pulls images directly',
          zh: '当前 shell 有代理而 Docker 守护进程没有：它会直接拉取镜像',
        },
        {observed},
      )
    }
    return healthy({en: `${set.join(', ')} agree`, zh: `${set.join('、')} 一致`}, {observed})
  },
})
