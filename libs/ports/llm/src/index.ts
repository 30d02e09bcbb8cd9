export { localReader } from './local.ts'
export * from './port.ts'
export { learnTopics, type TopicAnswer, type TopicSample, type Topics } from './topics.ts'
export { openWeights, weightsFile } from './weights.ts'
