/** One running service: commands in its container, requests to its ports, signals to its process. */
import type {HttpAnswer, Instance, InstanceRequest} from '../components/component.js'
import type {ContainerFacts} from '../system/docker-api.js'
import {dockerExec, dockerKill} from '../system/docker-cli.js'
import {callHttp} from '../system/http.js'
import {canConnect, type TcpAddress} from '../system/tcp.js'
import {serviceDown, serviceUnreachable} from './errors.js'

/** Opens a service; its container is looked up when it is first needed, and again once it does not answer. */
export function openInstance(service: string, list: () => Promise<readonly ContainerFacts[]>): Instance {
  let found: ContainerFacts | undefined
  const container = async (): Promise<ContainerFacts> => {
    found ??= (await list()).find((one) => one.service === service && one.state === 'running')
    if (!found) throw serviceDown(service)
    return found
  }

  return {
    async exec(argv, options) {
      const result = await dockerExec((await container()).id, argv, options)
      if (result.exitCode !== 0 && /No such container|is not running/.test(result.stderr)) found = undefined
      return result
    },
    async http(request) {
      const target = await container()
      try {
        return await ask(target, request)
      } catch (error) {
        found = undefined
        throw error
      }
    },
    async reach(port) {
      const addresses = addressesOf(await container(), port)
      for (const at of addresses) if (await canConnect(at)) return at
      found = undefined
      throw serviceUnreachable(service, port)
    },
    async signal(name) {
      await dockerKill((await container()).id, name)
    },
  }
}

async function ask(container: ContainerFacts, request: InstanceRequest): Promise<HttpAnswer> {
  const [first, second] = addressesOf(container, request.port)
  if (!first) throw new Error(`${container.name} has no address`)
  try {
    return await callHttp({...request, ...first})
  } catch (error) {
    if (!second || (error as Error).name === 'TimeoutError') throw error
    return callHttp({...request, ...second})
  }
}

/** Its own address, then the port it publishes: where containers live in a virtual machine, the host reaches only that. */
function addressesOf({networks, ports}: ContainerFacts, port: number): readonly TcpAddress[] {
  const [own] = Object.values(networks).filter((ip) => ip !== '')
  const published = ports.find((one) => one.container === port)
  const isEverywhere = published && ['0.0.0.0', '::'].includes(published.bind)
  return [
    ...(own === undefined ? [] : [{host: own, port}]),
    ...(published ? [{host: isEverywhere ? '127.0.0.1' : published.bind, port: published.host}] : []),
  ]
}
