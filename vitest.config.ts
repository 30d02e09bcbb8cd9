import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{libs,services,infra}/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['infra/test-scratch.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
