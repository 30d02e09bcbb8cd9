export { answer } from './answer.ts'
export { drawBlocks } from './draw.ts'
export { terminalText } from './terminal-text.ts'
