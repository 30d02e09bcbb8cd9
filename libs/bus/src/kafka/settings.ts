// How a Kafka cluster is reached, and what the topics that are made there look like.

export interface KafkaSettings {
  /** `host:port` of one or more brokers; the others are found through them. */
  readonly brokers: readonly string[]
  readonly clientId?: string
  /** Present = TLS. PEM texts; without a `ca` the system's authorities decide. */
  readonly ssl?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
  /** Of topics that are made; default: the broker's. */
  readonly replicationFactor?: number
  /** Of topics kept for days. Default 90. */
  readonly retentionDays?: number
  /** After so long without a sign of life a member's partitions go to the others. Default 30,000. */
  readonly sessionTimeoutMs?: number
  readonly maxRecordBytes?: number
  /** Told where a topic that was there already is set otherwise than it would be made; it is left as it is. */
  readonly onDifference?: (line: string) => void
}

export const brokersLine = ({ brokers }: KafkaSettings): string => brokers.join(',')

export const DEFAULT_RETENTION_DAYS = 90
export const DEFAULT_SESSION_TIMEOUT_MS = 30_000
