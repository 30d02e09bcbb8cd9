import { describeWithServer } from '@thala/testkit/servers'
import { busContract } from '../contract.ts'
import { openOnKafka } from '../fixtures/kafka.ts'

describeWithServer('kafka', 'the bus on Kafka', (brokers) => {
  busContract('Kafka', () => openOnKafka(brokers), {
    expire: 'the broker removes what is older than the retention of the topic',
    overwrite: 'a record on Kafka never changes; what must be erased is in topics kept for days, or in the store',
  })
})
