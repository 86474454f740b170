/** One running service: commands in its container, requests to its ports, signals to its process. */
import type {HttpAnswer, Instance, InstanceRequest} from '../components/component.js'
import type {ContainerFacts} from '../system/docker-api.js'
import {dockerExec, dockerKill} from '../system/docker-cli.js'
import {callHttp} from '../system/http.js'
import {serviceDown} from './errors.js'

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
    async signal(name) {
      await dockerKill((await container()).id, name)
    },
  }
}

async function ask(container: ContainerFacts, request: InstanceRequest): Promise<HttpAnswer> {
  const [address] = Object.values(container.networks).filter((ip) => ip !== '')
  const published = container.ports.find((one) => one.container === request.port)
  try {
    if (address === undefined) throw new Error(`${container.name} has no address`)
    return await callHttp({...request, host: address})
  } catch (error) {
    // Where containers live in a virtual machine, the host reaches only what is published.
    if (!published || (error as Error).name === 'TimeoutError') throw error
    const host = published.bind === '0.0.0.0' || published.bind === '::' ? '127.0.0.1' : published.bind
    return callHttp({...request, port: published.host, host})
  }
}
