import { availableParallelism } from 'node:os'
import { defineConfig, mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

// As the base, with one Kafka and one Elasticsearch for the whole run. Files mostly wait for other processes.
export default mergeConfig(
  base,
  defineConfig({
    test: {
      globalSetup: ['libs/testkit/src/servers/global-setup.ts'],
      maxWorkers: Math.max(2, availableParallelism() - 1),
    },
  }),
)
