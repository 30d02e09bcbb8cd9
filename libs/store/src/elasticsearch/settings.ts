// Where Elasticsearch is and who we are there.

export interface ElasticsearchSettings {
  /** `ELASTICSEARCH_URL`. */
  readonly url: string
  /** `ELASTICSEARCH_API_KEY`; or a name and a password. */
  readonly apiKey?: string
  readonly username?: string
  readonly password?: string
  /** `ELASTICSEARCH_CA`: certificates in PEM that the server's is checked against. */
  readonly ca?: string
  /** `THALA_INDEX_PREFIX`, default `thala-`: every name of ours begins with it. */
  readonly indexPrefix?: string
  /** How long one request may take. Default 30,000. */
  readonly requestTimeoutMs?: number
  /** Opens indices whose mapping is of an older version, which is otherwise refused: to reindex them. */
  readonly acceptOlderMapping?: boolean
}

export const INDEX_PREFIX = 'thala-'
export const REQUEST_TIMEOUT_MS = 30_000
