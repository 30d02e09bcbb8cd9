// GET /health, /livez, /readyz for people and supervisors, /metrics for Prometheus.

import type { Health } from '@thala/service'
import type { RequestHandler } from 'express'
import type { ApiDeps } from './app.ts'

const answering =
  (health: () => Health, well: (now: Health) => boolean): RequestHandler =>
  (_request, response) => {
    const now = health()
    const ok = well(now)
    response.status(ok ? 200 : 503).json({ status: ok ? 'ok' : 'unavailable', reasons: now.reasons })
  }

/** Alive: a supervisor should leave the process alone. */
export const livez = ({ health }: ApiDeps): RequestHandler => answering(health, ({ live }) => live)

/** Ready: everything is started and nothing is degraded. */
export const readyz = ({ health }: ApiDeps): RequestHandler => answering(health, ({ live, ready }) => live && ready)

export const metricsRoute =
  ({ metrics }: ApiDeps): RequestHandler =>
  async (_request, response) => {
    response.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics())
  }
