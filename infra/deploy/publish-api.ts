// Preloaded into the API's process (`node --import`) in a container: opens the gateway to it, once.

import { isMainThread } from 'node:worker_threads'
import { openGateway } from './gateway.ts'

/** Published by docker-compose.yml, to the loopback of the host alone. */
const GATEWAY_PORT = 8081

// Worker threads are started with the same preloads.
if (isMainThread) openGateway(GATEWAY_PORT, Number(process.env.THALA_PORT || 8080))
