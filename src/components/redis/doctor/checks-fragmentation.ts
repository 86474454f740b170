/** Memory that Redis holds and does not use. */
import {type CheckFix, defineCheck, failure, gradeHigh, healthy, note, warning} from '../../../doctor/check.js'
import {formatBytes} from '../../../figures.js'
import {server} from './facts.js'
import {info, memoryDoctor, onServer} from './grounds.js'

const MIB = 1024 ** 2
/** Below this much data MEMORY DOCTOR gives no verdict either: an empty server looks torn to pieces. */
const LITTLE_BYTES = 5 * MIB

const purge: CheckFix = {
  level: 'guarded',
  plan: () => ({
    effect: {
      en: 'Redis gives pages that it does not need back to the system. It changes no data, and may take some milliseconds.',
      zh: 'Redis 将不需要的内存页归还系统。不改变数据，可能耗时数毫秒。',
    },
    back: {en: 'There is nothing to take back.', zh: '无需撤销。'},
    steps: [{kind: 'redis', words: ['MEMORY', 'PURGE']}],
  }),
}

const fragmentation = defineCheck({
  id: 'redis.fragmentation',
  title: {en: 'Redis holds little memory that it does not use', zh: 'Redis 内存碎片少'},
  impact: {
    en: 'The container needs more memory than the data, and may be killed below maxmemory.',
    zh: '容器占用超过数据所需，可能在未达 maxmemory 时被终止。',
  },
  runs: {
    en: 'INFO memory: mem_fragmentation_ratio and mem_fragmentation_bytes, once there is more than 5 MiB of data.',
    zh: '读取 INFO memory：mem_fragmentation_ratio 与 mem_fragmentation_bytes，数据超过 5 MiB 时判断。',
  },
  remedy: {
    text: {
      en: 'MEMORY PURGE gives pages back; a restart packs the data anew.',
      zh: 'MEMORY PURGE 归还内存页；重启会重新紧凑存放数据。',
    },
    commands: ['opsctl doctor --fix redis.fragmentation', 'opsctl restart redis'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/memory-optimization/'],
  ...onServer,
  needs: {server},
  thresholds: {
    ratio: {warn: 1.4, fail: 2.5, unit: 'ratio', origin: memoryDoctor},
    bytes: {warn: 10 * MIB, unit: 'bytes', origin: memoryDoctor},
  },
  judge({server: {memory}}, {stack, limits}) {
    const {used, fragmentation: ratio, fragmentedBytes: bytes} = memory
    if (used <= LITTLE_BYTES) {
      return healthy({en: `${formatBytes(used)} is too little to tell`, zh: `仅 ${formatBytes(used)}，不足以判断`})
    }
    const detail = {
      en: `${ratio} times the data is held, ${formatBytes(Math.max(0, bytes))} more than needed`,
      zh: `占用为数据的 ${ratio} 倍，多出 ${formatBytes(Math.max(0, bytes))}`,
    }
    const more = {
      instance: 'redis',
      limit: 'ratio',
      observed: {ratio, bytes},
      evidence: info('memory', `mem_fragmentation_ratio:${ratio} mem_fragmentation_bytes:${bytes}`),
    }
    const grade = gradeHigh(ratio, limits.ratio)
    if (grade === 'pass' || bytes < (limits.bytes.warn ?? 0)) return healthy(detail)
    // A high ratio of little is as harmless as a low one: it has to matter against what the container may use.
    const matters = bytes >= stack.redis.limits.memory * MIB * 0.1
    return grade === 'fail' && matters ? failure(detail, more) : warning(detail, more)
  },
  fix: purge,
})

const peak = defineCheck({
  id: 'redis.peak',
  title: {en: 'Redis uses about as much memory as ever', zh: 'Redis 内存用量接近历史峰值'},
  impact: {
    en: 'After a peak the allocator keeps pages: the container looks fuller than the data is. Harmless by itself.',
    zh: '峰值过后分配器会保留内存页：容器看起来比数据更满。本身无害。',
  },
  runs: {
    en: 'INFO memory: used_memory_peak against used_memory.',
    zh: '读取 INFO memory：used_memory_peak 与 used_memory 之比。',
  },
  remedy: {
    text: {en: 'Nothing has to be done. MEMORY PURGE gives pages back.', zh: '无需处理。MEMORY PURGE 可归还内存页。'},
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info'],
  ...onServer,
  needs: {server},
  thresholds: {ratio: {warn: 1.5, unit: 'ratio', origin: memoryDoctor}},
  judge({server: {memory}}, {limits}) {
    const {used, peak} = memory
    const ratio = peak / used
    const seen = {
      en: `the peak was ${formatBytes(peak)}, ${formatBytes(used)} is used`,
      zh: `峰值 ${formatBytes(peak)}，当前 ${formatBytes(used)}`,
    }
    if (peak <= LITTLE_BYTES || gradeHigh(ratio, limits.ratio) === 'pass') return healthy(seen)
    return note(seen, {instance: 'redis', limit: 'ratio', observed: {ratio}, evidence: info('memory')})
  },
  fix: purge,
})

export const fragmentationChecks = [fragmentation, peak]
