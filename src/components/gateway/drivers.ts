/** The table of drivers. */
import {caddy} from './caddy/index.js'
import type {DriverId} from './capabilities.js'
import type {Driver} from './driver.js'
import {haproxy} from './haproxy/index.js'
import {nginx} from './nginx/index.js'

export const drivers: Readonly<Record<DriverId, Driver>> = {caddy, haproxy, nginx}
