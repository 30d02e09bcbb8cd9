// Variables of the process as a whole; those of one service stand in its declaration.

import { DEFAULT_RETENTION_DAYS } from '@thala/contracts'
import { type Env, readSettings } from '@thala/runtime'
import { z } from 'zod'

export const variables = z.object({
  THALA_DATA_DIR: z.string().default('.thala').describe('Data folder; the default lies in the checkout'),
  RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(DEFAULT_RETENTION_DAYS)
    .describe('Days for which topics that hold text are kept'),
  THALA_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least level that is written to thala.log in the data folder'),
  THALA_TOPIC_PREFIX: z
    .string()
    .max(64)
    .default('')
    .describe('Put before every topic name that has no variable of its own set'),
})

export const readVariables = (env: Env): z.infer<typeof variables> => readSettings(variables, env)
