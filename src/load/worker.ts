/** Where the threads of the load engine begin: those that have the sockets, and the one that keeps the time. */
import {isMainThread, parentPort, workerData} from 'node:worker_threads'

import {nowUs} from './clock.js'
import {runPacer} from './pacer.js'
import {runTraffic} from './run-traffic.js'
import type {FromThread, ThreadTask, ToThread} from './thread-messages.js'

if (!isMainThread && parentPort) {
  const port = parentPort
  const task = workerData as ThreadTask
  const tell = (message: FromThread) => port.postMessage(message)
  let stop = (): void => {}
  port.on('message', (message: ToThread) => {
    if (message.say === 'stop') return stop()
    if (task.role === 'pacer') {
      tell({say: 'paced', cpuS: runPacer(task, message.startUs)})
      return port.close()
    }
    const traffic = runTraffic(task, message.startUs, (report) => {
      const buffers = [report.response, report.sendLag].flatMap((parts) => parts?.counts.buffer ?? [])
      port.postMessage({say: 'window', report} satisfies FromThread, buffers)
    })
    stop = traffic.stop
    void traffic.done.then((report) => {
      tell({say: 'done', report})
      port.close()
    })
  })
  tell({say: 'ready', atUs: nowUs()})
}
