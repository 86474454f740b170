/** Gateway: one route model, three drivers. Templates: templates/gateway. Tests: test/components/gateway. */
import {defineComponent, type Stack} from '../component.js'
import {checkSpec} from './check-spec.js'
import {drivers} from './drivers.js'
import {gatewayHealth, runningHash} from './health.js'
import {planRoutes} from './route-plan.js'
import {gatewayRules} from './rules.js'
import {gatewaySecrets} from './secrets.js'
import {gatewayFiles, gatewayJobs, gatewayServices} from './services.js'
import {checkTlsFiles} from './tls-files.js'

export const gateway = defineComponent({
  id: 'gateway',
  title: {en: 'Gateway', zh: '网关'},
  needs: ['app'],
  isEnabled: (stack) => stack.gateway.enabled,
  questions: [
    {
      path: 'gateway.driver',
      ask: {en: 'Which gateway? Caddy has no cache and no rate limit.', zh: '使用哪个网关？Caddy 没有缓存和限流。'},
    },
    {path: 'gateway.httpPort', ask: {en: 'Port for http?', zh: 'http 端口？'}},
    {
      path: 'gateway.tls.mode',
      ask: {
        en: 'https: off, with a certificate of its own CA, or with your files?',
        zh: 'https：关闭、自有 CA 证书，还是您的证书文件？',
      },
    },
    {
      path: 'gateway.httpsPort',
      ask: {en: 'Port for https?', zh: 'https 端口？'},
      when: (answers) => tlsMode(answers) !== 'off',
    },
    {
      path: 'gateway.tls.certificate',
      ask: {en: 'Path of the certificate chain (PEM)?', zh: '证书链（PEM）的路径？'},
      when: (answers) => tlsMode(answers) === 'files',
    },
    {
      path: 'gateway.tls.key',
      ask: {en: 'Path of its private key (PEM)?', zh: '私钥（PEM）的路径？'},
      when: (answers) => tlsMode(answers) === 'files',
    },
  ],
  validate: checkSpec,
  inspectFiles: checkTlsFiles,
  secrets: gatewaySecrets,
  services: ({stack}) => gatewayServices(stack),
  files: gatewayFiles,
  stamp: (sha256, stack) => [drivers[stack.gateway.driver].stamp(sha256)],
  scrape: gatewayJobs,
  rules: gatewayRules,
  dashboards: ({gateway}) => ['gateway.yaml', `gateway-${gateway.driver}.yaml`],
  images({gateway}) {
    const {image, countsItself} = drivers[gateway.driver]
    return countsItself ? [image] : [image, 'mtail']
  },
  health: gatewayHealth,
  reload: (stack) => ({
    service: 'gateway',
    validate: drivers[stack.gateway.driver].validate(planRoutes(stack)),
    apply: (access) => drivers[stack.gateway.driver].reload(access),
    runningHash,
  }),
  uis: (stack) => [{id: 'gateway', title: {en: 'Gateway', zh: '网关'}, url: url(stack)}],
})

function tlsMode(answers: Readonly<Record<string, unknown>>): unknown {
  return answers['gateway.tls.mode'] ?? 'off'
}

function url({gateway}: Stack): string {
  const isTls = gateway.tls.mode !== 'off'
  const port = isTls ? gateway.httpsPort : gateway.httpPort
  const host = ['0.0.0.0', '::', '127.0.0.1'].includes(gateway.bind) ? 'localhost' : gateway.bind
  const name = host.includes(':') ? `[${host}]` : host
  return `${isTls ? 'https' : 'http'}://${name}${port === (isTls ? 443 : 80) ? '' : `:${port}`}/`
}
