import {defineChecklist} from '../checklist.js'
import {check, mend, wait} from '../steps.js'

export const backendUnreachable = defineChecklist({
  name: 'backend-unreachable',
  title: {en: 'The gateway can’t reach a backend', zh: '网关无法访问后端'},
  symptom: {en: 'Errors 502, 503 or 504', zh: '返回 502、503 或 504'},
  steps: [
    check('address', {en: 'The address in the configuration is right', zh: '配置中的地址正确'}, [
      'gw.backend-url',
      'gw.config',
    ]),
    check('network', {en: 'The gateway reaches it over the network', zh: '网关到后端的网络可达'}, [
      'compose.network',
      'k8s.services',
      'k8s.ingress',
    ]),
    check('running', {en: 'The backend runs and is healthy', zh: '后端在运行且健康'}, [
      'compose.running',
      'compose.health',
      'k8s.pods',
      'app.health',
    ]),
    check('firewall', {en: 'No firewall is between them', zh: '没有防火墙阻断'}, ['sec.firewall', 'sec.ufw-bypass']),
    check('backends', {en: 'The gateway counts it as healthy', zh: '网关判定后端健康'}, ['gw.backends', 'gw.failover']),
    mend('fix', {en: 'Apply the fixes that opsctl has', zh: '应用 opsctl 的修复'}, 'failed'),
    wait('well', {en: 'Every backend is healthy', zh: '所有后端健康'}, ['gw.backends', 'app.health'], {withinS: 300}),
  ],
})
