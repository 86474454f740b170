/** Gives every claim of the storage class `standard` a folder, as a provisioner of local storage does. */
import {mkdir, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'

import {type ApiClient, createObject} from './api-client.js'

const CLASS = 'standard'
const PROVISIONER = 'opsctl.test/local'
const POLL_MS = 300

/** Label that a node needs for its folders to be used. */
export const STORAGE_LABEL = {'opsctl.test/storage': 'local'} as const

/** Makes the default storage class. Without `startProvisioner` its claims stay pending. */
export async function makeStorageClass(api: ApiClient): Promise<void> {
  await createObject(api, '/apis/storage.k8s.io/v1/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {name: CLASS, annotations: {'storageclass.kubernetes.io/is-default-class': 'true'}},
    provisioner: PROVISIONER,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  })
}

/** Serves claims until it is stopped: a folder under `folder` for each, removed when its claim is deleted. */
export function startProvisioner(api: ApiClient, folder: string): {stop(): Promise<void>} {
  let isRunning = true
  const loop = async () => {
    while (isRunning) {
      // The API server may be on its way down.
      await provision(api, folder).catch(() => undefined)
      await sleep(POLL_MS)
    }
  }
  const ended = loop()
  return {
    stop: () => {
      isRunning = false
      return ended
    },
  }
}

async function provision(api: ApiClient, folder: string): Promise<void> {
  const claims = (await api('GET', '/api/v1/persistentvolumeclaims')).body.items as readonly Claim[]
  const waiting = claims.filter(({spec, status}) => spec.storageClassName === CLASS && status?.phase === 'Pending')
  for (const claim of waiting) await makeVolume(api, folder, claim)
  const volumes = (await api('GET', '/api/v1/persistentvolumes')).body.items as readonly Volume[]
  for (const {metadata, spec, status} of volumes) {
    const isOurs = metadata.annotations?.['pv.kubernetes.io/provisioned-by'] === PROVISIONER
    if (!isOurs || status?.phase !== 'Released' || spec.persistentVolumeReclaimPolicy !== 'Delete') continue
    await api('DELETE', `/api/v1/persistentvolumes/${metadata.name}`)
    await rm(join(folder, metadata.name), {recursive: true, force: true})
  }
}

async function makeVolume(api: ApiClient, folder: string, {metadata, spec}: Claim): Promise<void> {
  const name = `pvc-${metadata.uid}`
  const path = join(folder, name)
  await mkdir(path, {recursive: true})
  const [[key, value] = ['', '']] = Object.entries(STORAGE_LABEL)
  await createObject(api, '/api/v1/persistentvolumes', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {name, annotations: {'pv.kubernetes.io/provisioned-by': PROVISIONER}},
    spec: {
      capacity: spec.resources.requests,
      accessModes: spec.accessModes,
      storageClassName: CLASS,
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: metadata.namespace,
        name: metadata.name,
        uid: metadata.uid,
      },
      local: {path},
      nodeAffinity: {
        required: {nodeSelectorTerms: [{matchExpressions: [{key, operator: 'In', values: [value]}]}]},
      },
    },
  })
}

interface Claim {
  readonly metadata: {readonly uid: string; readonly namespace: string; readonly name: string}
  readonly spec: {
    readonly storageClassName?: string
    readonly accessModes: readonly string[]
    readonly resources: {readonly requests: Readonly<Record<string, string>>}
  }
  readonly status?: {readonly phase?: string}
}

interface Volume {
  readonly metadata: {readonly name: string; readonly annotations?: Readonly<Record<string, string>>}
  readonly spec: {readonly persistentVolumeReclaimPolicy: string}
  readonly status?: {readonly phase?: string}
}
