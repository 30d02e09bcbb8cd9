export { type Answer, type AnswerContext, answer, PAGE_SIZE } from './answer.ts'
export { type Command, parseCommand, usages } from './command.ts'
export { type DrawOptions, drawBlocks } from './draw.ts'
