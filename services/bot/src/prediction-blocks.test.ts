import type { IncidentPrediction } from '@thala/incidents'
import { localReader } from '@thala/llm'
import { describe, expect, it } from 'vitest'
import { predictionBlocks } from './prediction-blocks.ts'

const prediction: IncidentPrediction = {
  type: 'incident_report',
  category: 'Payment',
  severity: 'High',
  likelihood: 'Likely',
  confidence: 0.9,
  reasoning: 'Reads as an incident report: its wording (“resolution”).',
  similar: [],
}
const headOf = (more: Partial<IncidentPrediction>) => {
  const { blocks, text } = predictionBlocks({ ...prediction, ...more }, 0)
  const [first] = blocks
  const head = first?.type === 'header' ? first.text.text : ''
  expect(text).toBe(`${head}: Payment, High`)
  return head
}

describe('the head of a prediction', () => {
  it.each<[string, Partial<IncidentPrediction>]>([
    ['Likely an incident', {}],
    ['Likely an incident', { reasoning: '' }],
    ['Not likely an incident', { likelihood: 'Not Likely', type: 'unrelated' }],
    ['Not likely an incident', { likelihood: 'Not Likely', type: 'resolution' }],
    ['Tells of a fix', { type: 'resolution' }],
  ])('is %j of %j', (head, more) => expect(headOf(more)).toBe(head))

  it('is that of a fix for what the local model reads as one', async () => {
    const reader = localReader()
    const asked = { text: 'Resolved: the fix is deployed and payments are back to normal', vector: null, examples: [] }
    const { likelihood, type } = await reader.predict(asked)
    await reader.close()
    expect(likelihood).toBe('Likely')
    expect(headOf({ likelihood, type })).toBe('Tells of a fix')
  })
})
