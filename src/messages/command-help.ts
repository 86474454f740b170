/** What each command is for, in both languages; the Chinese of its description, examples, flags and arguments. */
import {benchCapacityHelp} from './bench-capacity-help.js'
import {httpLoadFlagsZh} from './bench-http.js'
import {benchLogsHelp, benchPostgresHelp, benchRedisHelp} from './bench-stores-help.js'
import {cacheHelp} from './cache-help.js'
import {dbHelp} from './db-help.js'
import {doctorBundleHelp} from './doctor-bundle-help.js'
import {doctorChecklistHelp} from './doctor-checklist-help.js'
import {doctorHelp} from './doctor-help.js'
import {type CommandHelpText, clusterChangeFlagsZh, clusterFlagsZh, targetFlagZh} from './help.js'
import {incidentHelp} from './incident-help.js'

/** `diff` is another name of `plan`. */
const planHelp: CommandHelpText = {
  summary: {en: 'Say what "opsctl up" would change, and why.', zh: '说明 “opsctl up” 会改变什么及原因。'},
  zh: {
    description: `列出会被创建、重建、重载或移除的每个服务，不同的键和文件，以及有风险的数据。
不启动也不停止任何内容。缺失的密钥会被创建，因为它们决定哪些容器必须重建。在集群中，会比较现状、上次发布与下次发布。
退出码 0：无变更。10：有待应用的变更。2：opsctl.yaml 有误。3：Docker 或集群无应答。`,
    examples: ['查看修改 opsctl.yaml 的影响。', '供脚本使用。'],
    flags: {...clusterFlagsZh},
  },
}

/** Flags of the commands that hold one result against another. */
const benchCompareFlagsZh = {
  'max-regression': '指标最多可变差多少。',
  seed: '区分噪声与变化的抽样种子。',
}

export const commandHelp: Readonly<Record<string, CommandHelpText>> = {
  ...cacheHelp,
  'alerts check': {
    summary: {
      en: 'Look for dead alerts: ask the running Prometheus whether every selector finds a series.',
      zh: '查找失效告警：向运行中的 Prometheus 询问每个选择器是否有匹配的序列。',
    },
    zh: {
      description: `无匹配的选择器会说明原因：所计之事尚未发生，或缺少哪个导出器或参数。
退出码 0：所有告警都能触发。1：有永远不会触发的。3：Prometheus 无应答。`,
      examples: ['检查该栈的规则及您自己的规则。', '供脚本使用。'],
      flags: {...clusterFlagsZh},
    },
  },
  'alerts explain': {
    summary: {
      en: 'Say what an alert means: its expression in words, threshold and source, checks and runbook.',
      zh: '说明一个告警的含义：表达式、阈值及来源、检查项与运行手册。',
    },
    zh: {
      description: '按 opsctl.yaml 修改后的样子显示。退出码 2：没有该告警。',
      examples: ['说明一个告警。', '供脚本使用。'],
      args: {name: '告警名称。'},
    },
  },
  'alerts lint': {
    summary: {
      en: 'Find what is wrong in monitoring and logging configs of your own.',
      zh: '找出你自己的监控和日志配置中的问题。',
    },
    zh: {
      description: `支持 Prometheus 规则、prometheus.yml、Alertmanager、Grafana 仪表板、Kibana 导出、Filebeat、Logstash、
Compose 文件和 Mermaid 架构图，按内容识别；一起给出的文件会一起判断。注释
“# opsctl-lint-disable ID” 可屏蔽本行和下一行的发现。
退出码 0：没有达到 --fail-on 级别的发现。1：有。2：文件无法读取，或 --fix 无法询问。`,
      examples: ['检查一个文件。', '查看差异后自动修复。', '供代码托管平台使用。'],
      args: {file: '文件或目录。'},
      flags: {
        'fail-on': '从哪个级别起退出码为 1。',
        fix: '修复可自动完成的部分；先显示差异。',
        format: '报告的格式。',
      },
    },
  },
  'alerts list': {
    summary: {en: 'List the alerts of this stack, or those that fire now.', zh: '列出该栈的告警，或正在触发的告警。'},
    zh: {
      description: '告警随拓扑而定：栈中没有的组件不会产生告警。退出码 0：已列出。3：Prometheus 无应答（--firing）。',
      examples: ['查看正在触发的告警。', '查看 Postgres 的监控项。', '供脚本使用：列出所有自带告警。'],
      flags: {
        component: '只列出该组件的告警。',
        severity: '只列出该级别的告警。',
        firing: '只列出正在触发的告警。',
        all: '同时列出该栈所没有的组件的告警。',
        ...clusterFlagsZh,
      },
    },
  },
  'alerts route': {
    summary: {
      en: 'Say which receivers are told of an alert with these labels.',
      zh: '说明具有这些标签的告警会通知哪些接收器。',
    },
    zh: {
      description: `按 Alertmanager 的规则计算 opsctl.yaml 的 alerting.routes；不发送任何内容。
退出码 0：有人收到。1：无人收到。2：没有标签，或格式有误。`,
      examples: ['查看 Postgres 的 critical 告警会通知谁。', '供脚本使用：谁在等待心跳信号。'],
      args: {label: 'LABEL=VALUE，可给出多个。'},
    },
  },
  'alerts send-test': {
    summary: {
      en: 'Send a real alert through the running Alertmanager, and prove that it arrives.',
      zh: '通过运行中的 Alertmanager 发送一条真实告警，并验证其送达。',
    },
    zh: {
      description: `发给该级别告警会通知的所有接收器，或只发给其中一个。会显示接收方的应答；之后告警自动结束。
退出码 0：全部送达。1：有未送达。2：没有该接收器，或没有任何接收器。`,
      examples: ['所有会收到 critical 告警的接收器。', '供脚本使用：只测一个接收器。'],
      flags: {receiver: '只发给该接收器。', severity: '告警的级别。', timeout: '等待应答的时间。', ...clusterFlagsZh},
    },
  },
  'alerts silence': {
    summary: {
      en: 'Silence an alert for a while, list the silences, or end one.',
      zh: '静默某个告警一段时间、列出静默或结束静默。',
    },
    zh: {
      description: `被静默的告警照常计算和显示，但不通知任何人。不给名称则列出静默。
退出码 0：完成。2：没有说明原因，或没有该静默。4：Alertmanager 未运行或拒绝。`,
      examples: ['将一个告警静默两小时。', '列出静默。', '提前结束一个静默。'],
      flags: {
        for: '静默时长，如 30m 或 2h。',
        comment: '静默原因，供他人查看。',
        label: '只静默同时具有该标签的告警。',
        expire: '立即结束该静默。',
        ...clusterFlagsZh,
      },
      args: {name: '告警名称；缺省则列出静默。'},
    },
  },
  'alerts test': {
    summary: {
      en: 'Run the unit tests of the rules of this stack, and of your own, with promtool.',
      zh: '用 promtool 运行该栈规则及您自己的规则的单元测试。',
    },
    zh: {
      description: `不给文件则运行随栈自带的全部测试及 overlay/tests/*.yaml。规则取自渲染结果，含 opsctl.yaml 的修改；
因修改数值而不再成立的测试不运行，并会列出。退出码 0：全部通过。1：有失败。2：文件无法读取。3：缺少 Prometheus 镜像。`,
      examples: ['运行全部测试。', '只运行自己的一个测试文件。'],
      args: {file: '要运行的 promtool 测试文件。'},
    },
  },
  autocomplete: {
    summary: {en: 'Set up completion for bash, zsh or PowerShell.', zh: '为 bash、zsh 或 PowerShell 设置命令补全。'},
    zh: {examples: []},
  },
  'bench baseline': {
    summary: {
      en: 'Give a result of a load test a name, to compare later ones with it.',
      zh: '为压测结果命名，供以后的结果与之对比。',
    },
    zh: {
      description: `凡需要结果之处都可用该名称。已有的名称会改指新的结果。
退出码 0：已命名。2：没有该结果，或名称会引起歧义。`,
      examples: ['为最新结果命名。', '为最新的容量搜索命名。'],
      args: {name: '名称。', ref: '结果：id、last、last:类型、基线名称或文件路径。'},
    },
  },
  'bench capacity': benchCapacityHelp,
  'bench compare': {
    summary: {
      en: 'Compare two results of the same load, and tell a regression from noise.',
      zh: '比较同一负载的两个结果，区分回归与噪声。',
    },
    zh: {
      description: `对两次运行的每秒数据重抽样一千次：无任何变更时两次运行也会出现的差异即为噪声。
退出码 0：没有指标的变差同时超过噪声与 --max-regression。1：有。2：没有该结果，或负载不同，无法比较。`,
      examples: ['基线与最新结果。', '供 CI 把关。'],
      args: {before: '较早的结果，写法同 “bench report”。', after: '较新的结果。'},
      flags: {...benchCompareFlagsZh, format: '对比的格式。'},
    },
  },
  'bench http': {
    summary: {
      en: 'Put a URL or a route of the stack under load, and say what came of it.',
      zh: '对 URL 或栈的路由施加负载，并报告结果。',
    },
    zh: {
      description: `给定 --rate 或 --stages 时，每个请求的时刻预先排定，延迟从该时刻算起：停顿会如实计入。
否则 --connections 的每个连接在得到应答后立即再次请求。Ctrl+C 提前结束并保留已有结果。
退出码 0：完成。1：因 --max-error-ratio 提前结束。2：参数有误。3：另一压测在运行，或目标无法连接。4：目标应答有误，或结果未能保存。`,
      examples: [
        '对 opsctl.yaml 的路由每秒 500 个请求。',
        '50 个客户端全速请求，路径取自 CSV。',
        '多个加权请求，速率逐步上升。',
      ],
      args: {target: 'URL、路径或路由名称。'},
      flags: {
        rate: '每秒请求数。',
        stages: '各阶段速率及到达时间：100:30s,500:60s。代替 --duration。',
        connections: '逐个请求的客户端数；未给速率时为 10。',
        duration: '计入结果的时长，最多 1h。',
        warmup: '计入结果之前的负载时长。',
        ...httpLoadFlagsZh,
        ...clusterFlagsZh,
      },
    },
  },
  'bench postgres': benchPostgresHelp,
  'bench redis': benchRedisHelp,
  'bench list': {
    summary: {
      en: 'List the results of load tests, the newest first, with the names of baselines.',
      zh: '列出压测结果（最新在前）及基线名称。',
    },
    zh: {
      description: '“!” 标出未自行结束或不可信的结果。退出码 0：已列出。',
      examples: ['列出结果。', '供脚本使用。'],
    },
  },
  'bench report': {
    summary: {
      en: 'Make a page of what a load test found: charts, trust, and how to repeat it.',
      zh: '将压测结果制成网页：图表、可信度与复现方法。',
    },
    zh: {
      description: `单个文件，不依赖其他文件，也不访问任何网络。未给 --out 时，网页写在结果旁，Markdown 与 JSON 直接输出。
退出码 0：已写入。2：没有该结果、结果无法读取，或基线属于其他负载。`,
      examples: ['将最新结果制成网页。', '最新的容量搜索，叠加较早的一次。', '供工单使用。'],
      args: {ref: '结果：id、last、last:类型、基线名称或文件路径。'},
      flags: {
        ...benchCompareFlagsZh,
        baseline: '与该结果对比。',
        requests: '请求增长率，形如 30%/year；缺省为 30%（手册）。',
        per: '手册增长率的单位（手册未写单位）。',
        doubt: '给定增长率的可能偏差，用于最早和最晚日期。',
        format: '报告的格式。',
        out: '写入何处；- 表示直接输出。',
      },
    },
  },
  'bench logs': benchLogsHelp,
  'bench selftest': {
    summary: {
      en: 'Say how far the figures of load tests can be trusted on this machine.',
      zh: '说明本机的压测数字可信到什么程度。',
    },
    zh: {
      description: `在回环地址上对自带的、真实值已知的服务端施压，耗时 40 至 60 秒：一个繁忙，一个会停顿，一个立即应答。
不需要项目。退出码 0：数字可信。1：不可信。`,
      examples: ['压测之前检查本机。', '供脚本使用。'],
      flags: {seed: '相同的种子产生相同的到达时刻与服务时间。'},
    },
  },
  capacity: {
    summary: {
      en: 'Say when each resource is used up, what the next quarters need, and whether to scale now.',
      zh: '说明各资源何时用尽、今后各季度所需资源，以及现在是否应扩容。',
    },
    zh: {
      description: `现有资源与用量取自运行中的 Prometheus，请求容量取自最近一次 bench capacity，或全部读自文件。
退出码 0：没有超限。1：有超限或出现扩容信号。3：Prometheus 无应答。`,
      examples: ['查看运行中的栈。', '使用您自己掌握的增长率。', '尚未建成的栈。'],
      flags: {
        users: '用户增长率，形如 20%/year；缺省为实测，否则 20%（手册）。',
        requests: '请求增长率，形如 30%/year；缺省为实测，否则 30%（手册）。',
        data: '数据增长率，形如 25%/year；缺省为实测，否则 25%（手册）。',
        per: '手册增长率的单位（手册未写单位）。',
        doubt: '给定增长率的可能偏差，用于最早和最晚日期。',
        quarters: '列出多少个季度的所需资源。',
        headroom: '实测请求容量中保持空闲的比例。',
        given: '从该文件读取负载与资源，不询问栈。',
        bench: '说明可承载多少请求的容量搜索；缺省为最近一次。',
        ...clusterFlagsZh,
      },
    },
  },
  'capacity disk': {
    summary: {
      en: 'Reckon the disk that the stores need: retention × rate, each line with its formula.',
      zh: '计算各存储所需磁盘：保留时间 × 速率，逐行给出公式。',
    },
    zh: {
      description: `保留时间取自 opsctl.yaml，速率取自运行中的 Prometheus，否则取自参数。
退出码 0：已算出；未知项会说明，此时总和为下限。`,
      examples: ['给定日志流入量。', '两年后的 Postgres 及其备份。'],
      flags: {
        data: '数据增长率，形如 25%/year；缺省为实测，否则 25%（手册）。',
        per: '手册增长率的单位（手册未写单位）。',
        years: '规划年限：所得大小在此期间内够用。',
        'samples-per-second': 'Prometheus 每秒写入的样本数；缺省为实测。',
        'data-size': '数据库大小；缺省为实测。',
        'log-per-day': '每日原始日志量。',
        'wal-per-day': 'Postgres 每日预写日志量。',
        'pitr-days': '用于时间点恢复的归档日志天数。',
        keep: '保留的备份份数。',
        ...clusterFlagsZh,
      },
    },
  },
  'capacity sizing': {
    summary: {
      en: 'Reckon machine sizes from the load, each line with its formula. Needs no project.',
      zh: '由负载计算机器规格，逐行给出公式。无需项目。',
    },
    zh: {
      description: `未给出的数值取自运维手册的示例并会标明：请用 bench capacity 实测。
退出码 0：已算出。2：数值无法识别。`,
      examples: ['只给用户数。', '使用实测数值。'],
      flags: {
        users: '日活用户数。',
        peak: '峰值每秒请求数。',
        latency: '单个请求的时间。',
        'cpu-per-request': '单个请求在所有服务上的 CPU 时间。',
        'memory-per-user': '每个日活用户所需内存。',
        'data-per-user': '每个用户存储的数据。',
        'bytes-per-response': '单个应答的大小。',
        'database-share': '请求时间中占用 Postgres 连接的比例。',
        data: '数据增长率，形如 25%/year；缺省为实测，否则 25%（手册）。',
        per: '手册增长率的单位（手册未写单位）。',
        years: '规划年限：所得大小在此期间内够用。',
      },
    },
  },
  destroy: {
    summary: {en: 'Remove the stack with all its data, for good.', zh: '永久删除栈及其全部数据。'},
    zh: {
      description: `先列出将会丢失的内容，再要求给出项目名：在终端中输入，或用 --yes 加 --project。
opsctl.yaml、overlay/、secrets/ 和 backups/ 会保留。在集群中，opsctl 创建的命名空间也会删除。
退出码 0：已删除。2：未确认，未删除任何内容。3：Docker 或集群无应答。4：其他程序失败。`,
      examples: ['查看将会丢失的内容，并输入名称确认。', '无终端时使用。'],
      flags: {project: '项目名称，与 --yes 一起作为确认。', ...clusterChangeFlagsZh},
    },
  },
  diff: planHelp,
  ...dbHelp,
  ...doctorBundleHelp,
  ...doctorChecklistHelp,
  ...doctorHelp,
  down: {
    summary: {
      en: 'Remove the containers and networks of the stack; all data stays.',
      zh: '移除栈的容器和网络；所有数据保留。',
    },
    zh: {
      description:
        '从不删除卷；“opsctl up” 会继续使用它们。在集群中会卸载发布。退出码 0：已停止。3：Docker 或集群无应答。4：其他程序失败。',
      examples: ['停止当前目录的栈。', '供脚本使用。'],
      flags: {...clusterChangeFlagsZh},
    },
  },
  explain: {
    summary: {
      en: 'Say what a key of opsctl.yaml means, what it takes, and where it ends up.',
      zh: '说明 opsctl.yaml 中某个键的含义、取值和去向。',
    },
    zh: {
      description: '不给路径则列出顶层键。退出码 2：没有该键。',
      examples: ['列出顶层键。', '说明一个键。', '自定名称可代表任意名称。', '供脚本使用。'],
      args: {path: '键的点分路径，如 gateway.routes.web.cache。'},
    },
  },
  'explain parity': {
    summary: {
      en: 'Compare the two targets: what Compose does, what Helm does, and why not.',
      zh: '比较两种目标：Compose 能做什么、Helm 能做什么以及为何不能。',
    },
    zh: {
      description: '不需要项目。退出码始终为 0。',
      examples: ['全部内容，并排显示。', '供脚本使用的同样内容。'],
    },
  },
  'host prepare': {
    summary: {
      en: 'Give this machine what a stack needs: Docker, Compose, buildx, kernel settings.',
      zh: '为本机准备栈所需的一切：Docker、Compose、buildx、内核参数。',
    },
    zh: {
      description: `不带 --yes 时只显示计划：每一步的原因以及撤销方法。
退出码 0：本机已就绪。1：已显示计划，等待 --yes。3：缺少 opsctl 无法在此安装的东西
（可在 Debian 和 Ubuntu 上以 root 安装）。`,
      examples: ['查看将要做什么。', '执行。再次运行不会改变任何内容。'],
    },
  },
  'images build': {
    summary: {en: 'Build the images of the stack that are made on this host.', zh: '构建栈中需在本机制作的镜像。'},
    zh: {
      description:
        '来自 Debian 软件包（images.source: debian）以及您应用的目录。退出码 0：全部就绪。4：某个镜像构建失败。',
      examples: ['构建缺失的镜像；未变化的不耗时。', '重新构建您的应用并显示输出。'],
      flags: {rebuild: '即使文件未变也重新构建您的应用，例如其下载内容已更新时。'},
    },
  },
  'images list': {
    summary: {
      en: 'List the images of the stack: reference, origin, lock, size on this host.',
      zh: '列出栈的镜像：引用、来源、锁定、本机大小。',
    },
    zh: {
      description: '无论镜像是否存在，退出码均为 0；--json 中的 `present` 会说明。',
      examples: ['显示所有镜像。', '供脚本使用的同样内容。'],
    },
  },
  'images load': {
    summary: {
      en: 'Load the images of a file that images save wrote. Needs no network.',
      zh: '从 images save 写出的文件载入镜像，无需网络。',
    },
    zh: {
      description: '载入前会先检查整个文件。退出码 2：文件损坏或类型不符。',
      examples: ['从文件载入。', '供脚本使用的同样内容。'],
      args: {file: '要读取的文件。'},
    },
  },
  'images lock': {
    summary: {
      en: 'Write the exact images of the stack to opsctl.lock.json.',
      zh: '将栈的确切镜像写入 opsctl.lock.json。',
    },
    zh: {
      description: `仓库镜像按摘要锁定：之后每次拉取都是同一镜像。本机构建的镜像按 ID 和软件包版本锁定，以便比较。
请将该文件纳入版本控制。退出码 3：某个镜像不在本机。`,
      examples: ['锁定本机现有的镜像。', '同时输出锁定内容。'],
    },
  },
  'images pull': {
    summary: {en: 'Pull the images of the stack that come from a registry.', zh: '拉取栈中来自仓库的镜像。'},
    zh: {
      description: '已锁定的镜像按摘要拉取。退出码 0：全部就绪。4：仓库失败。',
      examples: ['拉取缺失或与锁定不符的镜像。', '显示 Docker 的输出。'],
    },
  },
  'images save': {
    summary: {
      en: 'Save every image of the stack to one file, for a machine without network.',
      zh: '将栈的所有镜像保存为一个文件，供无网络的机器使用。',
    },
    zh: {
      description:
        '该文件是 docker load 也能读取的 tar，并带有 images load 会核对的校验和。\n退出码 3：某个镜像不在本机，或磁盘已满。',
      examples: ['保存到文件。', '供脚本使用的同样内容。'],
      args: {file: '要写入的文件。'},
    },
  },
  ...incidentHelp,
  init: {
    summary: {
      en: 'Create a project, or change the answers of one that is there.',
      zh: '创建项目，或修改已有项目的回答。',
    },
    zh: {
      description: `有终端时提问；带 --yes 时采用参数、答案文件和默认值。
再次运行时以现有 opsctl.yaml 为起点，保留其注释和顺序，并先显示差异。
退出码 2：某个回答不合适，或无人可问且没有 --yes。`,
      examples: [
        '回答问题，在 ./shop 得到一个项目。',
        '不提任何问题。',
        '部署在 Kubernetes 集群中的栈。',
        '修改一个回答。',
      ],
      flags: {
        answers: '包含 opsctl.yaml 任意部分的 YAML 或 JSON。',
        images: '镜像来源；auto 会询问一次仓库是否应答。',
        preset: '作为起点的栈。',
        set: '一个回答。',
        target: clusterFlagsZh.target,
        context: clusterFlagsZh.context,
      },
      args: {directory: '项目目录；不存在则创建。'},
    },
  },
  logs: {
    summary: {
      en: 'Print what components or services logged; secrets are hidden.',
      zh: '输出组件或服务的日志；密钥会被隐藏。',
    },
    zh: {
      description: '退出码 0：已输出。2：没有该组件，或参数有误。3：Docker 无应答。',
      examples: ['某组件最近十分钟的日志。', '匹配的新日志行。'],
      flags: {
        follow: '持续输出新日志行，直到 Ctrl+C。',
        since: '仅输出该时间以来的行：10m、2h、1d 或 ISO 时间。',
        grep: '仅输出匹配的行。',
        tail: '每个容器仅输出最后 N 行。',
        ...clusterFlagsZh,
      },
      args: {component: '组件或服务；缺省为全部。'},
    },
  },
  'logs analyze': {
    summary: {
      en: 'Count, time and group the lines of log files or of the running stack.',
      zh: '对日志文件或运行中的栈的日志行计数、计时并归类。',
    },
    zh: {
      description: `读取任意大小的 JSON 与文本日志，可为普通文件、gzip 或 zstd，内存占用恒定。
退出码 0：已分析。1：--fail-on 的某个条件成立。2：参数有误，或没有可读内容。3：Docker 无应答。`,
      examples: ['栈中容器记录的全部内容。', '任意格式的文件。', 'CI 的门禁。', '可转发的单页报告。'],
      flags: {
        component: '仅此组件或服务的容器。',
        'fail-on': "条件成立时以退出码 1 结束，例如 'errors>1%'。",
        follow: '随新日志行刷新报告，直到 Ctrl+C。',
        format: '报告的形式。',
        layout: '日志行的格式；缺省则按文件识别。',
        output: '将报告写入文件。',
        since: '仅该时间以来的事件：10m、2h、1d 或 ISO 时间。',
        top: '每个列表的行数。',
        trace: '列出某个跟踪或请求 ID 的事件。',
        until: '仅到该时间为止的事件。',
        workers: '读取线程数；缺省为每个处理器一个。',
        ...clusterFlagsZh,
      },
      args: {file: '文件，或以 - 表示标准输入；缺省为栈的容器。'},
    },
  },
  open: {
    summary: {
      en: 'Print the address and log-in of a user interface, and open it if there is a display.',
      zh: '输出某个界面的地址和登录方式；有显示器时打开它。',
    },
    zh: {
      description: `从不输出密码，只输出其所在文件。对于集群，会将其中一个转发到本机端口，直到 Ctrl+C。
退出码 0：已输出。2：没有该界面。4：无法连接其 Pod。`,
      examples: ['列出所有界面。', '打开其中一个。'],
      flags: {...clusterFlagsZh},
      args: {ui: '哪个界面；缺省则全部列出。'},
    },
  },
  plan: planHelp,
  reload: {
    summary: {
      en: 'Give running servers their new configuration without a restart, and prove that they run it.',
      zh: '不重启即让运行中的服务采用新配置，并证明其已生效。',
    },
    zh: {
      description: `先用镜像内的程序检验文件，替换，重载，询问服务正在运行哪份配置；若被拒绝则恢复原文件。
退出码 0：新配置已生效。1：未生效，已恢复原配置。2：没有该组件。4：配置被拒绝，未作任何改变。`,
      examples: ['应用修改后的路由。', '重载所有可重载的组件。'],
      flags: {...clusterChangeFlagsZh},
      args: {component: '哪个组件；缺省为所有可重载的组件。'},
    },
  },
  render: {
    summary: {en: 'Write deploy/ from opsctl.yaml and overlay/.', zh: '由 opsctl.yaml 和 overlay/ 生成 deploy/。'},
    zh: {
      description: '不启动也不重启任何内容。退出码 0：deploy/ 符合预期。1：使用 --check 且不符合。',
      examples: ['写入文件。', '仅作比较，供流水线使用。'],
      flags: {check: '不写入；只说明 deploy/ 是否最新。', force: '覆盖被手工修改过的文件。', ...targetFlagZh},
    },
  },
  restart: {
    summary: {
      en: 'Restart components or services in place, and wait until they are healthy.',
      zh: '原地重启组件或服务，并等待其健康。',
    },
    zh: {
      description:
        '容器与配置不变；要应用变更请用 “opsctl up”。退出码 0：全部恢复健康。1：有未恢复的。2：没有该组件。4：其他程序失败。',
      examples: ['重启一个组件。', '全部重启。'],
      flags: {timeout: '等待服务健康的最长时间。', ...clusterChangeFlagsZh},
      args: {service: '组件或服务；缺省为全部。'},
    },
  },
  runbook: {
    summary: {
      en: 'Print the runbook of an alert: meaning, impact, diagnosis, mitigation, false positives.',
      zh: '打印告警的运行手册：含义、影响、诊断、处置、误报。',
    },
    zh: {
      description: '既不需要项目，也不需要正在运行的栈。退出码 2：没有该告警。',
      examples: ['Postgres 不可用时该怎么办。', '以中文打印。'],
      args: {name: '告警名称。'},
    },
  },
  schema: {
    summary: {
      en: 'Print the JSON schema of opsctl.yaml or of a report.',
      zh: '输出 opsctl.yaml 或某个报告的 JSON Schema。',
    },
    zh: {
      description: 'Draft-07。“opsctl init” 会将 opsctl.yaml 的 Schema 写在其旁的 opsctl.schema.json 中。',
      examples: [
        '输出 opsctl.yaml 的 Schema。',
        '更新编辑器读取的文件。',
        '“logs analyze --format json” 的输出。',
        '压测保存的结果。',
        '“doctor --json” 的输出。',
      ],
      args: {document: '所描述的文档。'},
    },
  },
  'secrets list': {
    summary: {
      en: 'List the secrets of the stack: name, origin, readers, purpose. Never a value.',
      zh: '列出栈的密钥：名称、来源、读取者、用途。从不显示值。',
    },
    zh: {
      description: '无论密钥是否已存在，退出码均为 0；--json 中的 `exists` 会说明。',
      examples: ['显示所有密钥。', '供脚本使用的同样内容。'],
    },
  },
  'secrets path': {
    summary: {
      en: 'Print the path of a secret’s file, for a tool that reads it.',
      zh: '输出某个密钥文件的路径，供读取它的工具使用。',
    },
    zh: {
      description: '从不输出密钥本身。退出码 2：没有该密钥。',
      examples: ['某个密码所在的位置。', '供脚本使用的同样内容。'],
      args: {name: '密钥名称。'},
    },
  },
  'secrets rotate': {
    summary: {
      en: 'Replace a generated secret, recreate its readers, and prove that the new one works.',
      zh: '更换生成的密钥，重建其读取者，并证明新密钥可用。',
    },
    zh: {
      description: `Postgres 和 Redis 会获知新密码；旧密码会被尝试且必须被拒绝。中途被打断的运行再次运行即可完成。
退出码 0：完成且已证明。1：已完成，但之后有检查失败。2：没有该密钥，或它由其他密钥推导。4：存储未接受。`,
      examples: ['为应用更换密码。', '附带 JSON 报告。'],
      flags: {timeout: '等待服务健康的最长时间。', ...clusterChangeFlagsZh},
      args: {name: '密钥名称。'},
    },
  },
  'secrets set': {
    summary: {
      en: 'Set a secret that only you know, as the address of a chat, from standard input.',
      zh: '从标准输入设置只有您知道的密钥，例如群机器人的地址。',
    },
    zh: {
      description: '值不出现在参数中，也从不显示。退出码 0：已设置。2：没有该密钥，或值不可用。',
      examples: ['从文件读取。', '手动输入。'],
      args: {name: '密钥名称。'},
    },
  },
  status: {
    summary: {en: 'Show what runs, what does not, and why.', zh: '显示哪些在运行、哪些没有以及原因。'},
    zh: {
      description: '退出码 0：所有服务正常。1：有服务不正常。2：opsctl.yaml 有误。3：Docker 无应答。',
      examples: ['查看一次。', '反复查看，直到 Ctrl+C。'],
      flags: {watch: '反复查看，直到 Ctrl+C。', every: '--watch 的查看间隔。', ...clusterFlagsZh},
    },
  },
  up: {
    summary: {
      en: 'Bring the stack up and wait until every component does its work.',
      zh: '启动栈，并等待每个组件真正可用。',
    },
    zh: {
      description: `检查本机或集群，渲染，计划，准备镜像，用各服务自己的程序检验新配置，启动有差异的部分，
重载可重载的部分，并让每个组件实际工作一次。无需变更的不会被触碰。
退出码 0：已启动且健康。1：有组件不健康。2：opsctl.yaml 有误，或数据有风险。
3：本机或集群未就绪。4：其他程序失败；在集群中会恢复此前的版本。130：被中断，可再次运行 up。`,
      examples: ['启动当前目录的栈。', '供脚本使用，等待更久。'],
      flags: {
        timeout: '等待服务健康的最长时间。',
        force: '覆盖被手工修改过的生成文件。',
        'nodes-have-images': '继续使用镜像仓库中没有的镜像：它们已导入到每个节点。',
        ...clusterChangeFlagsZh,
      },
    },
  },
  validate: {
    summary: {
      en: 'Check opsctl.yaml, and say everything that is wrong with it.',
      zh: '检查 opsctl.yaml，并指出其中的所有问题。',
    },
    zh: {
      description: '一次给出所有问题，格式为 opsctl.yaml:行:列 路径: 问题。退出码 0：有效。2：无效。',
      examples: ['检查当前目录的文件。', '供脚本或编辑器使用。'],
      flags: {...targetFlagZh},
    },
  },
  version: {
    summary: {en: 'Print the version of opsctl, of Node and of the platform.', zh: '输出 opsctl、Node 与平台的版本。'},
    zh: {examples: ['输出版本。', '供脚本使用的输出。']},
  },
}
