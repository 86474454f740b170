import {z} from 'zod'

import {durationS, enabled, explained, hostname, hostPort, limits, name, sizeMiB, urlPath} from '../../spec/values.js'

/** An upstream is the name of an app of this stack, or a URL of something else. */
const upstream = () =>
  z
    .string()
    .regex(/^([a-z][a-z0-9-]{0,30}[a-z0-9]|https?:\/\/[a-zA-Z0-9.-]+(:\d{1,5})?)$/, {error: 'upstream'})
    // Such as a port beyond the last, or 1.2.3.999.
    .refine((written) => !written.includes('://') || URL.canParse(written), {error: 'upstream'})

const route = z.strictObject({
  hosts: explained(z.array(hostname()).default([]), {
    en: 'Host names; empty means every host.',
    zh: '主机名；空表示所有主机。',
  }),
  paths: explained(z.array(urlPath()).min(1).default(['/']), {
    en: 'Path prefixes; the longest match wins.',
    zh: '路径前缀，最长匹配优先。',
  }),
  stripPrefix: explained(z.boolean().default(false), {
    en: 'Whether the matched prefix is removed before forwarding.',
    zh: '转发前是否去掉匹配的前缀。',
  }),
  upstreams: explained(z.array(upstream()).min(1), {
    en: 'Apps of this stack or URLs, used in turn (round robin).',
    zh: '本栈应用名或 URL，轮询使用。',
  }),
  passiveHealth: explained(
    z
      .strictObject({
        failCount: explained(z.int().min(1).max(100).default(3), {
          en: 'Failures in a row window before an upstream is left out.',
          zh: '上游被摘除前的失败次数。',
        }),
        failTimeout: explained(durationS(1, 3600).prefault('10s'), {
          en: 'Window of the count, and how long the upstream is left out.',
          zh: '计数窗口，也是摘除时长。',
        }),
      })
      .prefault({}),
    {en: 'When an upstream that fails is left out for a while.', zh: '失败的上游何时被暂时摘除。'},
  ),
  activeHealth: explained(
    z
      .strictObject({
        path: explained(urlPath(), {en: 'Path asked of every upstream.', zh: '向每个上游请求的路径。'}),
        interval: explained(durationS(1, 3600).prefault('10s'), {en: 'How often.', zh: '间隔。'}),
        timeout: explained(durationS(1, 300).prefault('2s'), {en: 'How long an answer may take.', zh: '应答时限。'}),
      })
      .optional(),
    {
      en: 'Asks every upstream in the background. Absent: only real requests tell.',
      zh: '在后台主动探测每个上游。缺省则仅依据真实请求判断。',
    },
  ),
  cache: explained(
    z
      .array(
        z.strictObject({
          path: explained(urlPath(), {
            en: 'Path prefix whose GET answers are kept.',
            zh: '缓存其 GET 应答的路径前缀。',
          }),
          ttl: explained(durationS(1, 86_400 * 30), {en: 'How long they are kept.', zh: '缓存时长。'}),
        }),
      )
      .default([]),
    {en: 'What is cached, and for how long.', zh: '缓存内容与时长。'},
  ),
  rateLimit: explained(
    z
      .strictObject({
        requests: explained(z.int().min(1).max(1_000_000), {
          en: 'Requests one client address may send …',
          zh: '单个客户端地址可发送的请求数 …',
        }),
        per: explained(durationS(1, 3600).prefault('1s'), {
          en: '… in this time. Further ones get 429.',
          zh: '… 在该时间内，超出返回 429。',
        }),
        burst: explained(z.int().min(0).max(1_000_000).default(0), {
          en: 'Requests above the rate that pass at once.',
          zh: '允许的突发请求数。',
        }),
      })
      .optional(),
    {en: 'Limit of requests per client address. Absent: no limit.', zh: '按客户端地址限流。缺省则不限。'},
  ),
  maxBody: explained(sizeMiB(1 / 1024, 10_240).prefault('10MiB'), {en: 'Largest request body.', zh: '最大请求体。'}),
  timeouts: explained(
    z
      .strictObject({
        connect: explained(durationS(1, 300).prefault('5s'), {en: 'To connect to an upstream.', zh: '连接上游。'}),
        read: explained(durationS(1, 86_400).prefault('60s'), {
          en: 'Between two reads of its answer.',
          zh: '读取应答间隔。',
        }),
      })
      .prefault({}),
    {en: 'How long the gateway waits for an upstream.', zh: '网关等待上游的时限。'},
  ),
  basicAuth: explained(z.array(name()).default([]), {
    en: 'User names that may pass; their passwords are generated secrets.',
    zh: '允许的用户名，密码为生成的密钥。',
  }),
})

export const schema = z.strictObject({
  enabled: enabled(),
  driver: explained(z.enum(['caddy', 'haproxy', 'nginx']).default('caddy'), {
    en: 'The program behind the route model. Caddy has neither a cache nor a rate limit.',
    zh: '路由模型背后的程序。Caddy 不支持缓存和限流。',
    lands: {en: 'deploy/gateway/config/', zh: 'deploy/gateway/config/'},
  }),
  bind: explained(z.union([z.ipv4({error: 'ip'}), z.ipv6({error: 'ip'})]).default('0.0.0.0'), {
    en: 'Address of this host it listens on.',
    zh: '监听的本机地址。',
  }),
  httpPort: explained(hostPort().default(80), {en: 'Port for http.', zh: 'http 端口。'}),
  httpsPort: explained(hostPort().default(443), {
    en: 'Port for https, used when tls.mode is not off.',
    zh: 'https 端口，tls.mode 非 off 时使用。',
  }),
  tls: explained(
    z
      .strictObject({
        mode: explained(z.enum(['off', 'internal', 'files']).default('off'), {
          en: 'off: http only. internal: a certificate from the project’s own CA. files: your own certificate.',
          zh: 'off：仅 http。internal：项目自有 CA 签发。files：使用自己的证书。',
        }),
        certificate: explained(z.string().optional(), {
          en: 'PEM chain, leaf first, relative to opsctl.yaml.',
          zh: 'PEM 证书链，叶证书在前，相对 opsctl.yaml。',
        }),
        key: explained(z.string().optional(), {
          en: 'PEM key, readable by its owner only.',
          zh: 'PEM 私钥，仅所有者可读。',
        }),
        redirect: explained(z.boolean().default(true), {
          en: 'Whether http is redirected to https.',
          zh: '是否将 http 重定向到 https。',
        }),
      })
      .prefault({}),
    {en: 'Encryption towards the clients.', zh: '面向客户端的加密。'},
  ),
  routes: explained(z.record(name(), route).default({}), {
    en: 'Routes by name; the name is the metric label.',
    zh: '按名称的路由；名称即指标标签。',
  }),
  limits: limits({memory: '256MiB', cpus: 1, minMiB: 32}),
})

export type Route = z.output<typeof route>
