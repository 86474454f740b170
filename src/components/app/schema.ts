import {z} from 'zod'

import {explained, limits, name, port, urlPath} from '../../spec/values.js'

const envName = () => z.string().regex(/^[A-Z_][A-Z0-9_]*$/, {error: 'env-name'})

export const stores = ['postgres', 'redis'] as const

const app = z.strictObject({
  image: explained(z.string().optional(), {
    en: 'Image with an exact tag or digest. Give this or build.',
    zh: '带确切标签或摘要的镜像。与 build 二选一。',
    lands: {en: 'image of the service', zh: '服务镜像'},
  }),
  build: explained(z.string().optional(), {
    en: 'Folder with a Dockerfile, relative to opsctl.yaml. Give this or image.',
    zh: '含 Dockerfile 的目录，相对 opsctl.yaml。与 image 二选一。',
    lands: {en: 'build context', zh: '构建上下文'},
  }),
  port: explained(port().default(8080), {en: 'Port the app listens on.', zh: '应用监听端口。'}),
  replicas: explained(z.int().min(1).max(50).default(1), {en: 'How many containers run.', zh: '容器数量。'}),
  autoscale: explained(
    z
      .strictObject({
        max: explained(z.int().min(2).max(200), {en: 'Most containers that may run.', zh: '容器数量上限。'}),
        cpu: explained(z.int().min(10).max(100).default(70), {
          en: 'Share of the requested CPU, in percent, above which more are started.',
          zh: 'CPU 使用率（占请求量的百分比）超过该值时增加容器。',
        }),
      })
      .optional(),
    {
      en: 'More containers under load, and at least replicas of them. Kubernetes only.',
      zh: '负载升高时增加容器，至少为 replicas 个。仅限 Kubernetes。',
      lands: {en: 'HorizontalPodAutoscaler', zh: 'HorizontalPodAutoscaler'},
    },
  ),
  migrate: explained(z.array(z.string().min(1)).min(1).optional(), {
    en: 'Command with its arguments that runs once in the image before a new version starts, as in [npm, run, migrate]. Kubernetes only.',
    zh: '新版本启动前在该镜像中运行一次的命令及参数，如 [npm, run, migrate]。仅限 Kubernetes。',
    lands: {en: 'Job before an upgrade', zh: '升级前的 Job'},
  }),
  user: explained(
    z
      .string()
      .regex(/^[1-9]\d{0,8}:\d{1,9}$/, {error: 'uid-gid'})
      .default('1000:1000'),
    {
      en: 'Numeric uid:gid the app runs as. Never root.',
      zh: '应用运行的数字 uid:gid，不可为 root。',
    },
  ),
  health: explained(
    z
      .strictObject({
        path: explained(urlPath().default('/healthz'), {
          en: 'Answers 2xx while the process works.',
          zh: '进程正常时返回 2xx。',
        }),
        ready: explained(urlPath().optional(), {
          en: 'Answers 2xx while the app can serve. Default: path.',
          zh: '可服务时返回 2xx，默认同 path。',
        }),
      })
      .prefault({}),
    {en: 'How opsctl and the gateway see that the app works.', zh: 'opsctl 与网关如何判断应用正常。'},
  ),
  metrics: explained(urlPath().optional(), {
    en: 'Path of Prometheus metrics. Absent: not scraped.',
    zh: 'Prometheus 指标路径。缺省则不采集。',
  }),
  env: explained(z.record(envName(), z.string()).default({}), {
    en: 'Plain settings. Never a secret.',
    zh: '普通设置，切勿放密钥。',
  }),
  secrets: explained(z.array(envName()).default([]), {
    en: 'Secrets to generate for the app, by environment name.',
    zh: '为应用生成的密钥，以环境变量名列出。',
  }),
  uses: explained(z.array(z.enum(stores)).default([]), {en: 'Stores the app connects to.', zh: '应用连接的存储。'}),
  deliver: explained(z.enum(['files', 'env']).default('files'), {
    en: 'How secrets reach the app: DATABASE_URL_FILE=/run/secrets/… or DATABASE_URL itself, which docker inspect shows.',
    zh: '密钥如何送达应用：DATABASE_URL_FILE=/run/secrets/… 或直接 DATABASE_URL（docker inspect 可见）。',
  }),
  egress: explained(z.boolean().default(false), {
    en: 'Whether the app may call out of the stack.',
    zh: '应用是否可访问栈外网络。',
  }),
  limits: limits({memory: '256MiB', cpus: 1, minMiB: 16}),
})

export const schema = explained(z.record(name(), app).default({}), {
  en: 'Your own apps, by name.',
  zh: '您自己的应用，按名称。',
})
