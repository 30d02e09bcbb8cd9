// Real servers for tests, benchmarks and bars.

export { type Certificate, makeCertificate } from './certificate.ts'
export { describeWithJars, describeWithServer } from './describe-with-server.ts'
export { type ElasticsearchOptions, type ElasticsearchServer, startElasticsearch } from './elasticsearch.ts'
export { type KafkaOptions, type KafkaServer, startKafka } from './kafka.ts'
export { type Obtained, type ObtainedServer, obtainServer } from './obtain.ts'
