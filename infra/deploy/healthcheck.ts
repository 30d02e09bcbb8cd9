// What a container engine runs to see whether the process beside it is alive: exit code 0 or 1, within four seconds.

const port = process.env.THALA_HEALTH_PORT || '9464'

const isAlive = await fetch(`http://127.0.0.1:${port}/livez`, { signal: AbortSignal.timeout(4_000) }).then(
  ({ ok }) => ok,
  () => false,
)
process.exitCode = isAlive ? 0 : 1

export {}
