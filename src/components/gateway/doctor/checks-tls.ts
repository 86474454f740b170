/** Whether clients can trust what the gateway serves, today and next month. */
import {defineCheck, failure, healthy, type Outcome, warning} from '../../../doctor/check.js'
import type {Stack} from '../../component.js'
import {certificates, doors, handshake} from './facts.js'
import {hasTls, onGateway, ours} from './grounds.js'

const DAY_MS = 86_400_000

const renew = {
  internal: {
    text: {
      en: 'opsctl up draws a new certificate and gives it to the gateway.',
      zh: 'opsctl up 会签发新证书并交给网关。',
    },
    commands: ['opsctl up'],
  },
  files: {
    text: {
      en: 'Put the new chain and key at gateway.tls.certificate and gateway.tls.key, then opsctl up.',
      zh: '将新证书链与私钥放到 gateway.tls.certificate 与 gateway.tls.key，然后 opsctl up。',
    },
    commands: ['opsctl explain gateway.tls', 'opsctl up'],
  },
}

function renewal({gateway}: Stack) {
  return gateway.tls.mode === 'files' ? renew.files : renew.internal
}

const tls = defineCheck({
  id: 'gw.tls',
  title: {en: 'https is served with the right certificate', zh: 'https 使用正确的证书'},
  impact: {en: 'Browsers and clients refuse the connection.', zh: '浏览器与客户端会拒绝连接。'},
  runs: {
    en: 'Handshakes at the published port: chain, names of all hosts, TLS versions, the file that is served; GET by plain http.',
    zh: '在发布端口握手：证书链、各主机名、TLS 版本、所用证书文件；并以 http 访问。',
  },
  remedy: {
    text: {
      en: 'Issue the certificate again with all names, and include the intermediate.',
      zh: '以全部名称重新签发证书，并包含中间证书。',
    },
    commands: ['opsctl up', 'opsctl reload gateway'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['security'],
  isFor: hasTls,
  ...onGateway,
  because: ['gw.cert-expiry'],
  needs: {handshake},
  wants: {certificates, doors},
  judge({handshake: seen, certificates, doors}, {stack}): Outcome {
    const more = {instance: 'gateway', observed: {...seen}, remedy: renewal(stack)}
    if (seen.error !== '') {
      return failure({en: `the handshake fails: ${seen.error}`, zh: `握手失败：${seen.error}`}, more)
    }
    if (seen.uncovered.length > 0) {
      const [hosts, names] = [seen.uncovered.join(', '), seen.names.slice(0, 5).join(', ')]
      return failure(
        {en: `the certificate is for ${names}, not for ${hosts}`, zh: `证书适用于 ${names}，而非 ${hosts}`},
        more,
      )
    }
    if (seen.untrusted !== '' && seen.untrusted !== 'CERT_HAS_EXPIRED') return judgeTrust(seen.untrusted, stack, more)
    const [file] = certificates ?? []
    if (file && file.fingerprint !== seen.fingerprint) {
      const detail = {en: 'another certificate is served than the one on disk', zh: '所用证书与磁盘上的不一致'}
      const remedy = {
        text: {en: 'Restart the gateway so that it reads the file.', zh: '重启网关以读取该文件。'},
        commands: ['opsctl up', 'opsctl restart gateway'],
      }
      return warning(detail, {...more, remedy})
    }
    if (seen.takesOld) return warning({en: 'TLS 1.1 is still taken', zh: '仍接受 TLS 1.1'}, more)
    if (doors && doors.http.status !== 0 && !doors.http.location.startsWith('https:')) {
      const detail = {en: 'plain http is not redirected to https', zh: 'http 未重定向到 https'}
      const remedy = {
        text: {en: 'Set gateway.tls.redirect: true.', zh: '设置 gateway.tls.redirect: true。'},
        commands: ['opsctl explain gateway.tls.redirect'],
      }
      return warning(detail, {...more, remedy})
    }
    return healthy({
      en: `${seen.protocol}, ${seen.names.slice(0, 5).join(', ')}`,
      zh: `${seen.protocol}，${seen.names.slice(0, 5).join('、')}`,
    })
  },
})

type More = NonNullable<Parameters<typeof failure>[1]>

/** A person may have an authority of their own, which this host does not know; a chain with a gap nobody can follow. */
function judgeTrust(why: string, stack: Stack, more: More): Outcome {
  const isOwn = /SELF_SIGNED|UNABLE_TO_GET_ISSUER_CERT_LOCALLY/.test(why) && stack.gateway.tls.mode === 'files'
  const detail = {en: `a client would not trust it: ${why}`, zh: `客户端不会信任：${why}`}
  return isOwn ? warning(detail, more) : failure(detail, more)
}

const expiry = defineCheck({
  id: 'gw.cert-expiry',
  title: {en: 'Certificates are valid for long enough, and their key fits', zh: '证书有效期充足且与私钥匹配'},
  impact: {
    en: 'From the day on that it ends, every client refuses the connection.',
    zh: '到期之日起，所有客户端都会拒绝连接。',
  },
  runs: {
    en: 'The chain and the key in secrets/, and the certificate that is served.',
    zh: 'secrets/ 中的证书链与私钥，以及正在使用的证书。',
  },
  remedy: renew.internal,
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: hasTls,
  needs: {certificates},
  wants: {handshake},
  thresholds: {left: {warn: 30, fail: 7, unit: 'd', origin: ours}},
  judge({certificates, handshake}, {stack, limits: {left}, now}) {
    const remedy = renewal(stack)
    const mismatch = certificates.find(({keyFits}) => keyFits === false)
    if (mismatch) {
      const detail = {en: `the key does not belong to ${mismatch.file}`, zh: `私钥与 ${mismatch.file} 不匹配`}
      return failure(detail, {instance: 'gateway', remedy})
    }
    const early = certificates.find(({notBefore}) => notBefore > now)
    if (early) {
      const from = new Date(early.notBefore).toISOString()
      const detail = {en: `${early.subject} is valid from ${from} on only`, zh: `${early.subject} 自 ${from} 起才有效`}
      return failure(detail, {instance: 'gateway', remedy: clock})
    }

    const served =
      handshake && handshake.notAfter > 0
        ? [{subject: 'the certificate that is served', notAfter: handshake.notAfter}]
        : []
    const [first] = [...certificates, ...served].toSorted((a, b) => a.notAfter - b.notAfter)
    if (!first || certificates.length === 0) {
      const text = {
        en: 'secrets/gateway-tls-certificate holds no certificate',
        zh: 'secrets/gateway-tls-certificate 中没有证书',
      }
      return failure(text, {instance: 'gateway', remedy})
    }
    const days = Math.floor((first.notAfter - now) / DAY_MS)
    const observed = {days, notAfter: new Date(first.notAfter).toISOString()}
    const more = {instance: 'gateway', limit: 'left', observed, remedy}
    if (days < 0) {
      const ago = Math.round((now - first.notAfter) / DAY_MS)
      return failure(
        {en: `${first.subject} expired ${ago} days ago`, zh: `${first.subject} 已于 ${ago} 天前过期`},
        more,
      )
    }
    const detail = {en: `${first.subject} expires in ${days} days`, zh: `${first.subject} 将在 ${days} 天后过期`}
    if (days <= (left.fail ?? -1)) return failure(detail, more)
    return days <= (left.warn ?? -1) ? warning(detail, more) : healthy(detail)
  },
  fix: {
    level: 'guarded',
    plan(_, __, {stack}) {
      if (stack.gateway.tls.mode !== 'internal') return undefined
      return {
        effect: {
          en: 'opsctl up draws a new certificate from the authority of the project, and recreates the gateway with it.',
          zh: 'opsctl up 由项目自有颁发机构签发新证书，并以其重建网关。',
        },
        back: {
          en: 'The old certificate is kept nowhere; the authority stays the same.',
          zh: '旧证书不保留；颁发机构不变。',
        },
        downtimeS: 10,
        steps: [{kind: 'opsctl', argv: ['up']}],
      }
    },
  },
})

const clock = {
  text: {en: 'Look at the clock of this host first.', zh: '请先检查本机时钟。'},
  commands: ['opsctl doctor host.time-sync'],
}

export const tlsChecks = [expiry, tls]
