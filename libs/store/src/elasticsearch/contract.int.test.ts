import { describeWithServer } from '@thala/testkit/servers'
import { storeContract } from '../contract.ts'
import { openFresh } from './harness.ts'

describeWithServer('elasticsearch', 'the store on Elasticsearch', (url) => {
  storeContract('Elasticsearch', (faults) => openFresh(url, faults), {
    bytes: 'the files are on the disk of the server; erasure.int.test.ts asks it for what it still holds',
  })
})
