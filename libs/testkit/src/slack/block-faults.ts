// What Slack would refuse in a message: blocks over its limits or without their parts, each named in one line.
// https://docs.slack.dev/reference/block-kit/blocks

import { z } from 'zod'

const MAX_BLOCKS = 50
const id = z.string().min(1).max(255).optional()
const text = (limit: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: words(limit), verbatim: z.boolean().optional() })
const words = (limit: number) => z.string().min(1).max(limit)
const plainText = (limit: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: words(limit), emoji: z.boolean().optional() })
const eitherText = (limit: number) => z.union([text(limit), plainText(limit)])

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: id,
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
})
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id,
  options: z
    .array(z.strictObject({ text: plainText(75), value: z.string().min(1).max(150) }))
    .min(2)
    .max(5),
})
const element = z.discriminatedUnion('type', [button, overflow])

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: id,
    text: eitherText(3000).optional(),
    fields: z.array(eitherText(2000)).min(1).max(10).optional(),
    accessory: element.optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'a section needs text or fields')

const block = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), block_id: id, text: plainText(150) }),
  z.strictObject({ type: z.literal('context'), block_id: id, elements: z.array(eitherText(3000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('actions'), block_id: id, elements: z.array(element).min(1).max(25) }),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
])

const blocks = z.array(block).max(MAX_BLOCKS)

/** Empty for what Slack would take. */
export function blockFaults(value: unknown): string[] {
  const parsed = blocks.safeParse(value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const repeated = [...repeatedIds(parsed.data)]
  return repeated.map((one) => `${one}: stands twice`)
}

function* repeatedIds(all: z.infer<typeof blocks>): Generator<string> {
  const seen = new Set<string>()
  for (const { block_id } of all) {
    if (block_id === undefined) continue
    if (seen.has(block_id)) yield block_id
    seen.add(block_id)
  }
}
