import {defineMessages} from '../text.js'

export const imageMessages = defineMessages({
  baseImpossible: (why: string) => ({
    en: `Images can't be built here from Debian packages: ${why}`,
    zh: `无法在此用 Debian 软件包构建镜像：${why}`,
  }),
  needsRoot: {en: 'building the base image needs root', zh: '构建基础镜像需要 root 权限'},
  needsDebian: (name: string) => ({
    en: `this is ${name}, not Debian or Ubuntu`,
    zh: `本机是 ${name}，不是 Debian 或 Ubuntu`,
  }),
  runAsRoot: {en: 'Run the same command as root.', zh: '以 root 身份运行同一命令。'},
  useRegistry: {
    en: 'Set images.source to registry in opsctl.yaml.',
    zh: '在 opsctl.yaml 中将 images.source 设为 registry。',
  },
  loadElsewhere: {
    en: 'Or build on another machine: opsctl images save FILE there, opsctl images load FILE here.',
    zh: '或在另一台机器上构建：在那里运行 opsctl images save FILE，在此运行 opsctl images load FILE。',
  },
  noRecipe: (id: string) => ({
    en: `Debian has no package for ${id}, so images.source: debian can't provide it`,
    zh: `Debian 没有 ${id} 的软件包，images.source: debian 无法提供它`,
  }),
  noSuite: (id: string, major: string, has: string) => ({
    en: `No Debian suite has ${id} ${major}; images.source: debian can provide ${has}`,
    zh: `没有 Debian 套件提供 ${id} ${major}；images.source: debian 可提供 ${has}`,
  }),
  chooseMajor: (id: string, has: string) => ({
    en: `Set ${id}.version in opsctl.yaml to one of ${has}.`,
    zh: `将 opsctl.yaml 中的 ${id}.version 设为 ${has} 之一。`,
  }),
  dropComponent: (id: string) => ({
    en: `Set ${id}.enabled to false in opsctl.yaml.`,
    zh: `在 opsctl.yaml 中将 ${id}.enabled 设为 false。`,
  }),
  buildFailed: (id: string, reference: string) => ({
    en: `The image of ${id} (${reference}) could not be built`,
    zh: `无法构建 ${id} 的镜像（${reference}）`,
  }),
  buildAgain: {
    en: 'Check that the package mirror answers (apt-get update), then run opsctl images build --verbose.',
    zh: '确认软件包镜像站可用（apt-get update），然后运行 opsctl images build --verbose。',
  },
  checkDockerfile: (folder: string) => ({
    en: `Read the lines above, correct the Dockerfile in ${folder}, then run opsctl images build.`,
    zh: `查看上面的输出，修正 ${folder} 中的 Dockerfile，然后运行 opsctl images build。`,
  }),
  noDockerfile: (id: string, folder: string) => ({
    en: `${id} is to be built from ${folder}, but there is no Dockerfile in it`,
    zh: `${id} 应从 ${folder} 构建，但其中没有 Dockerfile`,
  }),
  writeDockerfile: (file: string) => ({en: `Write ${file}.`, zh: `编写 ${file}。`}),
  pullFailed: (id: string, reference: string) => ({
    en: `The image of ${id} (${reference}) could not be pulled`,
    zh: `无法拉取 ${id} 的镜像（${reference}）`,
  }),
  checkReference: (reference: string) => ({
    en: `Check that the registry answers and has ${reference}.`,
    zh: `确认镜像仓库可用，且其中有 ${reference}。`,
  }),
  useDebian: {
    en: 'Without a registry: set images.source to debian in opsctl.yaml.',
    zh: '没有镜像仓库时：在 opsctl.yaml 中将 images.source 设为 debian。',
  },
  useMirror: {
    en: 'With a mirror: set images.registry to its prefix in opsctl.yaml.',
    zh: '使用镜像代理时：在 opsctl.yaml 中将 images.registry 设为其前缀。',
  },
  nothingMissing: {en: 'Every image is here already.', zh: '所有镜像均已就绪。'},
  missing: (ids: string) => ({en: `Images missing on this host: ${ids}`, zh: `本机缺少镜像：${ids}`}),
  runPull: {en: 'opsctl images pull', zh: 'opsctl images pull'},
  runBuild: {en: 'opsctl images build', zh: 'opsctl images build'},
  locked: (count: number, file: string) => ({
    en: `${count} images locked in ${file}`,
    zh: `${count} 个镜像已锁定于 ${file}`,
  }),
  lockBroken: (file: string) => ({en: `${file} is not a lock file of opsctl`, zh: `${file} 不是 opsctl 的锁文件`}),
  lockAgain: (file: string) => ({
    en: `Restore ${file} from version control, or delete it and run opsctl images lock.`,
    zh: `从版本库恢复 ${file}，或删除后运行 opsctl images lock。`,
  }),
  digestDiffers: (reference: string, wanted: string, found: string) => ({
    en: `${reference} is ${found}, but opsctl.lock.json says ${wanted}`,
    zh: `${reference} 为 ${found}，但 opsctl.lock.json 中为 ${wanted}`,
  }),
  takeLocked: {
    en: 'opsctl images pull fetches the locked image again.',
    zh: 'opsctl images pull 可重新获取锁定的镜像。',
  },
  lockNew: {en: 'opsctl images lock accepts what is here now.', zh: 'opsctl images lock 接受当前镜像。'},
  saved: (count: number, file: string, size: string) => ({
    en: `${count} images saved to ${file} (${size})`,
    zh: `${count} 个镜像已保存到 ${file}（${size}）`,
  }),
  loaded: (count: number, file: string) => ({
    en: `${count} images loaded from ${file}`,
    zh: `已从 ${file} 加载 ${count} 个镜像`,
  }),
  notAnArchive: (file: string) => ({
    en: `${file} was not written by opsctl images save`,
    zh: `${file} 不是由 opsctl images save 写出的文件`,
  }),
  archiveDamaged: (file: string) => ({
    en: `${file} is damaged: its content does not match its checksum`,
    zh: `${file} 已损坏：内容与校验和不符`,
  }),
  copyAgain: {
    en: 'Copy the file again, or save it again with opsctl images save.',
    zh: '重新复制该文件，或用 opsctl images save 重新保存。',
  },
  loadIncomplete: (reference: string) => ({
    en: `Docker loaded the file, but ${reference} is not among its images`,
    zh: `Docker 已加载该文件，但其中没有 ${reference}`,
  }),
  column: (key: 'component' | 'id' | 'reference' | 'origin' | 'lock' | 'size') => columnNames[key],
  absent: {en: 'not here', zh: '缺失'},
  origin: (origin: 'official' | 'recipe' | 'own' | 'app') => originNames[origin],
  lockState: (state: 'locked' | 'unlocked' | 'differs') => lockNames[state],
  ready: (count: number) => ({en: `${count} images ready`, zh: `${count} 个镜像已就绪`}),
})

const originNames = {
  official: {en: 'registry', zh: '仓库'},
  recipe: {en: 'Debian packages', zh: 'Debian 软件包'},
  own: {en: 'yours', zh: '自有'},
  app: {en: 'built from your folder', zh: '由您的目录构建'},
} as const

const lockNames = {
  locked: {en: 'locked', zh: '已锁定'},
  unlocked: {en: 'not locked', zh: '未锁定'},
  differs: {en: 'differs from the lock', zh: '与锁定不符'},
} as const

const columnNames = {
  component: {en: 'component', zh: '组件'},
  id: {en: 'image', zh: '镜像'},
  reference: {en: 'reference', zh: '引用'},
  origin: {en: 'from', zh: '来源'},
  lock: {en: 'lock', zh: '锁定'},
  size: {en: 'size', zh: '大小'},
} as const
