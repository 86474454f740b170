/** From load to machine sizes, each line with its formula. */
import type {Figure, Input, Known} from './formula.js'
import {LIMITS} from './outlook.js'

/**
 * The worked example of the first manual: 10,000 daily users make 1,000 requests/s at the peak, of 200 ms each, on 8 cores,
 * 16 GB of memory, 50 GB of data on 200 GB of disk, 100 Mbit/s. What nobody measured is taken from its proportions.
 */
const example = {users: 10_000, peak: 1000, latencyS: 0.2, cores: 8, memory: 16e9, data: 50e9, bits: 100e6}

/** What is known of the load; the rest follows from the manual's example, which each line says. */
export interface SizingQuestion {
  /** Daily active users. */
  readonly users: number
  /** Requests/s at the peak. */
  readonly peak?: Known
  /** Of one request, seconds. */
  readonly latencyS?: Known
  /** CPU seconds of one request. */
  readonly cpuPerRequestS?: Known
  readonly memoryPerUser?: Known
  readonly dataPerUser?: Known
  readonly bytesPerResponse?: Known
  /** Share of a request's time in which it holds a connection of Postgres. */
  readonly databaseShare?: Known
  /** By what the data multiplies within the planned time. */
  readonly growthFactor: Known
}

const rule = {en: 'example of the manual', zh: '手册示例'}

/** The lines of the answer; they build on each other in their order. */
export function reckonSizes(question: SizingQuestion): readonly Figure[] {
  const known = fillIn(question)
  const peak = known.peak.value
  const inFlight = peak * known.latency.value
  return [
    {
      id: 'requests',
      title: {en: 'requests at the peak', zh: '峰值请求'},
      value: peak,
      unit: 'requests/s',
      formula: {en: 'users × requests/s per user at the peak', zh: '用户 × 峰值每用户请求率'},
      inputs: [known.users, known.peak],
    },
    {
      id: 'in-flight',
      title: {en: 'requests in flight', zh: '并发请求'},
      value: inFlight,
      unit: 'requests',
      formula: {en: 'requests × latency (Little’s law)', zh: '请求 × 延迟（利特尔法则）'},
      inputs: [known.peak, known.latency],
    },
    {
      id: 'cpu',
      title: {en: 'processors', zh: 'CPU'},
      value: (peak * known.cpu.value) / LIMITS.cpu,
      unit: 'cores',
      formula: {en: 'requests × CPU per request / 80 %', zh: '请求 × 每请求 CPU / 80 %'},
      inputs: [known.peak, known.cpu],
    },
    {
      id: 'memory',
      title: {en: 'memory', zh: '内存'},
      value: (question.users * known.memory.value) / LIMITS.memory,
      unit: 'bytes',
      formula: {en: 'users × memory per user / 90 %', zh: '用户 × 每用户内存 / 90 %'},
      inputs: [known.users, known.memory],
    },
    {
      id: 'connections',
      title: {en: 'postgres.maxConnections', zh: 'postgres.maxConnections'},
      value: (inFlight * known.database.value) / LIMITS.connections,
      unit: 'connections',
      formula: {en: 'in flight × share in the database / 80 %', zh: '并发 × 数据库占比 / 80 %'},
      inputs: [known.database],
    },
    {
      id: 'disk',
      title: {en: 'disk for data', zh: '数据磁盘'},
      value: (question.users * known.data.value * question.growthFactor.value) / LIMITS.disk,
      unit: 'bytes',
      formula: {en: 'users × data per user × growth / 80 %', zh: '用户 × 每用户数据 × 增长 / 80 %'},
      inputs: [known.users, known.data, {name: {en: 'growth', zh: '增长'}, unit: 'factor', ...question.growthFactor}],
    },
    {
      id: 'network',
      title: {en: 'network', zh: '网络'},
      value: (peak * known.response.value * 8) / LIMITS.network,
      unit: 'bits/s',
      formula: {en: 'requests × bytes per response × 8 / 80 %', zh: '请求 × 每响应字节 × 8 / 80 %'},
      inputs: [known.peak, known.response],
    },
  ]
}

/** Every input with its origin. The example's sizes are what it provides, so its use is the limit's share of them. */
function fillIn(question: SizingQuestion) {
  const {users} = question
  const input = (name: Input['name'], unit: Input['unit'], known: Known | undefined, fallback: number): Input =>
    known ? {name, unit, ...known} : {name, unit, value: fallback, source: 'rule', origin: rule}
  return {
    users: {name: {en: 'users', zh: '用户'}, value: users, unit: 'users', source: 'given'} satisfies Input,
    peak: input({en: 'requests', zh: '请求'}, 'requests/s', question.peak, (users * example.peak) / example.users),
    latency: input({en: 'latency', zh: '延迟'}, 'seconds', question.latencyS, example.latencyS),
    cpu: input(
      {en: 'CPU per request', zh: '每请求 CPU'},
      'seconds',
      question.cpuPerRequestS,
      (example.cores * LIMITS.cpu) / example.peak,
    ),
    memory: input(
      {en: 'memory per user', zh: '每用户内存'},
      'bytes',
      question.memoryPerUser,
      (example.memory * LIMITS.memory) / example.users,
    ),
    data: input({en: 'data per user', zh: '每用户数据'}, 'bytes', question.dataPerUser, example.data / example.users),
    response: input(
      {en: 'bytes per response', zh: '每响应字节'},
      'bytes/request',
      question.bytesPerResponse,
      (example.bits * LIMITS.network) / 8 / example.peak,
    ),
    database: input({en: 'share in the database', zh: '数据库占比'}, 'share', question.databaseShare, 0.5),
  }
}
