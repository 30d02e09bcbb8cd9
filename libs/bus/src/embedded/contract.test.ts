import { busContract } from '../contract.ts'
import { openOn, temporaryFile } from '../fixtures/opened.ts'

const file = temporaryFile()
busContract('the embedded log', () => openOn(file))
