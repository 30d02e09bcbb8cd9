export { answer } from './answer.ts'
export { drawBlocks } from './draw.ts'
