// The bot in a process of its own.

import { openLocalEmbedder } from '@thala/embedder'
import { localReader } from '@thala/llm'
import { runService } from '@thala/runtime'
import { resource } from '@thala/service'
import { bot } from './service.ts'

const embedder = resource({ name: 'embedder', start: () => openLocalEmbedder(), stop: (one) => one.close() })
const reader = resource({ name: 'reader', start: async () => localReader(), stop: (one) => one.close() })
await runService(bot({ models: { embedder, reader }, alone: true }).declaration)
