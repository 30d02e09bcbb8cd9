import { describe, expect, it } from 'vitest'
import { createLog, redactor } from './log.ts'

const env = { SLACK_BOT_TOKEN: 'xoxb-1234567890', SMTP_PASSWORD: 'pa"ss\\word', THALA_PORT: '8080', SHORT_TOKEN: 'abc' }

function captured(act: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = []
  act(createLog(env, { write: (line) => void lines.push(line) }))
  return lines.join('')
}

describe('logs', () => {
  it('never hold the value of a secret variable, wherever it stands', () => {
    const text = captured((log) => {
      log.info(
        { url: `https://x/?t=${env.SLACK_BOT_TOKEN}`, deep: { er: [env.SMTP_PASSWORD] } },
        `got ${env.SLACK_BOT_TOKEN}`,
      )
      log.error(new Error(`refused ${env.SMTP_PASSWORD}`))
    })
    expect(text).not.toContain(env.SLACK_BOT_TOKEN)
    expect(text).not.toContain('ss\\\\word')
    expect(text).toContain('[SLACK_BOT_TOKEN]')
  })

  it('leave other variables and very short values readable', () => {
    const redact = redactor(env)
    expect(redact('port 8080 abc')).toBe('port 8080 abc')
  })

  it('censor fields that are secret by name', () => {
    const text = captured((log) =>
      log.info({ slack: { token: 'other-secret' }, headers: { authorization: 'Bearer x' } }),
    )
    expect(text).not.toMatch(/other-secret|Bearer x/)
  })

  it('keep to the asked level', () => {
    const lines: string[] = []
    createLog({ THALA_LOG_LEVEL: 'error' }, { write: (line) => void lines.push(line) }).info('quiet')
    expect(lines).toEqual([])
  })
})
