// Metrics of one run, in a registry of its own, so that two runs in one process do not mix.

import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    events: new Counter({
      name: 'thala_events_total',
      help: 'Events handled, by what became of them',
      labelNames: ['service', 'outcome'] as const,
      registers,
    }),
    handling: new Histogram({
      name: 'thala_handle_seconds',
      help: 'Time in the handler',
      labelNames: ['service'] as const,
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    }),
    searchable: new Histogram({
      name: 'thala_message_to_searchable_seconds',
      help: 'From taking a message in to the document that is found, by view',
      labelNames: ['service'] as const,
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
      registers,
    }),
    retries: new Counter({
      name: 'thala_retries_total',
      help: 'Events sent to a retry tier',
      labelNames: ['service', 'tier'] as const,
      registers,
    }),
    deadLetters: new Counter({
      name: 'thala_dead_letters_total',
      help: 'Records that could not be handled, by reason',
      labelNames: ['service', 'code'] as const,
      registers,
    }),
    pauses: new Counter({
      name: 'thala_pauses_total',
      help: 'Waits for something outside that did not answer',
      labelNames: ['service'] as const,
      registers,
    }),
    gaps: new Counter({
      name: 'thala_skipped_offsets_total',
      help: 'Offsets that retention removed before a group had read them',
      labelNames: ['service', 'topic'] as const,
      registers,
    }),
    ready: new Gauge({
      name: 'thala_ready',
      help: '1 while the process is started and nothing is degraded, else 0',
      registers,
    }),
    lag: new Gauge({
      name: 'thala_lag_records',
      help: 'Records waiting, by group and topic',
      labelNames: ['group', 'topic'] as const,
      registers,
    }),
  }
}
