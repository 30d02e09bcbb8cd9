// GET /health, /healthz, /livez, /readyz for people and supervisors, /metrics for Prometheus. Health is told to anyone.

import type { Health } from '@thala/service'
import { z } from 'zod'
import type { ApiDeps } from './app.ts'
import { isIssued } from './keys.ts'
import { content, json, type Route, route } from './route.ts'

const wellness = { status: z.enum(['ok', 'unavailable']), reasons: z.array(z.string()) }

interface Check {
  readonly path: string
  readonly summary: string
  well(now: Health): boolean
}

/** Alive: a supervisor should leave the process alone. Ready: everything is started and nothing is degraded. */
const checks: readonly Check[] = [
  { path: '/livez', summary: 'Whether the process works', well: ({ live }) => live },
  { path: '/readyz', summary: 'Whether it is ready', well: ({ live, ready }) => live && ready },
]

export const healthRoutes = (deps: ApiDeps): Route[] => [
  ...checks.map((check) => checkRoute(deps, check)),
  ...['/health', '/healthz'].map((path) => healthRoute(deps, path)),
  route({
    method: 'get',
    path: '/metrics',
    summary: 'Measurements, for Prometheus',
    needs: 'metrics',
    answers: { 200: { description: 'Prometheus text', type: 'text/plain' } },
    handle: async () => content('text/plain; version=0.0.4; charset=utf-8', await deps.metrics()),
  }),
]

const checkRoute = ({ health }: ApiDeps, { path, summary, well }: Check): Route => {
  const schema = z.object(wellness)
  return route({
    method: 'get',
    path,
    summary,
    needs: 'nothing',
    answers: { 200: { description: 'Yes', schema }, 503: { description: 'No, with the reasons', schema } },
    handle: () => {
      const now = health()
      const ok = well(now)
      return json({ status: ok ? 'ok' : 'unavailable', reasons: now.reasons }, ok ? 200 : 503)
    },
  })
}

const accesses = ['key', 'open to this machine'] as const

/** Also says whether callers need a key: without one, whoever is on this machine reads what is open to the workspace. */
const healthRoute = ({ health, isLocal, store }: ApiDeps, path: string): Route => {
  const schema = z.object({ ...wellness, access: z.enum(accesses) })
  return route({
    method: 'get',
    path,
    summary: 'Whether it is ready, and whether callers need a key',
    needs: 'nothing',
    answers: { 200: { description: 'It is', schema }, 503: { description: 'It is not, with the reasons', schema } },
    handle: async () => {
      const { live, ready, reasons } = health()
      const ok = live && ready
      // Who cannot be told apart needs a key: the store may not answer while the process is unwell.
      const keyNeeded = !isLocal || (await isIssued(store).catch(() => true))
      const access = accesses[keyNeeded ? 0 : 1]
      return json({ status: ok ? 'ok' : 'unavailable', reasons, access }, ok ? 200 : 503)
    },
  })
}
