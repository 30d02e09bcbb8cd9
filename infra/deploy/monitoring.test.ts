import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createMetrics } from '../../libs/runtime/src/metrics.ts'
import { services } from '../../services/all/src/declarations.ts'
import { localModels } from '../../services/all/src/models.ts'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const yaml = <T>(path: string, schema: z.ZodType<T>): T => schema.parse(parse(read(path)))

const alertRule = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string().min(10), runbook: z.string() }),
})
const alerts = yaml(
  'infra/deploy/prometheus/alerts.yml',
  z.object({ groups: z.array(z.object({ rules: z.array(alertRule) })) }),
).groups.flatMap(({ rules }) => rules)

const panel = z.object({
  id: z.int(),
  title: z.string(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  targets: z.array(z.object({ expr: z.string() })).min(1),
})
const dashboard = z
  .object({ uid: z.literal('thala'), panels: z.array(panel) })
  .parse(JSON.parse(read('infra/deploy/grafana/dashboards/thala.json')))

const expressions = [
  ...alerts.map(({ expr }) => expr),
  ...dashboard.panels.flatMap((one) => one.targets.map((t) => t.expr)),
]
const metrics = createMetrics().registry.getMetricsAsArray()

/** As Prometheus sees them: a histogram has three names. */
const exposed = new Set(
  metrics.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
)

describe('alerts and dashboard', () => {
  it('ask only for metrics that there are', () => {
    const asked = expressions.flatMap((expr) => expr.match(/\bthala_\w+/g) ?? [])
    expect(asked.length).toBeGreaterThan(15)
    expect(asked.filter((name) => !exposed.has(name))).toEqual([])
  })

  it('leave no metric unused', () => {
    const unused = metrics.map(({ name }) => name).filter((name) => !expressions.some((expr) => expr.includes(name)))
    expect(unused).toEqual([])
  })
})

describe('alerts', () => {
  it('have a heading of the operations guide each, which says what to do', () => {
    const headings = [...read('docs/operations.md').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-'),
    )
    for (const { annotations } of alerts) {
      const [file, anchor] = annotations.runbook.split('#')
      expect(file).toBe('docs/operations.md')
      expect(headings).toContain(anchor)
    }
  })

  it('are tried one by one in alerts.test.yml', () => {
    const tried = yaml(
      'infra/deploy/prometheus/alerts.test.yml',
      z.object({
        tests: z.array(
          z.object({ alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })) }),
        ),
      }),
    ).tests.flatMap((test) => test.alert_rule_test.filter((one) => one.exp_alerts.length > 0))
    expect(new Set(tried.map((one) => one.alertname))).toEqual(new Set(alerts.map(({ alert }) => alert)))
  })

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0
  it.skipIf(!hasPromtool)('fire within two minutes of their cause, and not without (needs promtool)', () => {
    const cwd = join(ROOT, 'infra/deploy/prometheus')
    const { status, stdout } = spawnSync('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd, encoding: 'utf8' })
    expect(stdout).toContain('SUCCESS')
    expect(status).toBe(0)
  })
})

describe('Prometheus', () => {
  it('asks every service at the port of its health page', () => {
    const scrape = z.object({
      scrape_configs: z.tuple([
        z.object({ dns_sd_configs: z.tuple([z.object({ names: z.array(z.string()), port: z.int() })]) }),
      ]),
    })
    const [{ dns_sd_configs }] = yaml('infra/deploy/prometheus/prometheus.yml', scrape).scrape_configs
    expect(dns_sd_configs[0].names).toEqual(Object.keys(services(localModels())))
    expect(read('Dockerfile')).toContain(`THALA_HEALTH_PORT=${dns_sd_configs[0].port}`)
  })
})

describe('the dashboard', () => {
  it('has panels that do not lie on one another', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
  })

  it('is found where Grafana looks, with the data source that is provisioned', () => {
    const provider = yaml(
      'infra/deploy/grafana/provisioning/dashboards/thala.yml',
      z.object({ providers: z.tuple([z.object({ options: z.object({ path: z.string() }) })]) }),
    )
    expect(read('docker-compose.yml')).toContain(
      `./infra/deploy/grafana/dashboards:${provider.providers[0].options.path}:ro`,
    )
    const source = z.object({ uid: z.string(), url: z.literal('http://prometheus:9090'), isDefault: z.literal(true) })
    const { datasources } = yaml(
      'infra/deploy/grafana/provisioning/datasources/prometheus.yml',
      z.object({ datasources: z.tuple([source]) }),
    )
    const used = [
      ...read('infra/deploy/grafana/dashboards/thala.json').matchAll(/"type": "prometheus", "uid": "(\w+)"/g),
    ]
    expect(used.map(([, uid]) => uid)).toEqual([datasources[0].uid])
  })
})
