import { storeContract } from '../contract.ts'
import { openFresh } from './harness.ts'

storeContract('embedded store', (faults = {}) => openFresh({ faults }))
