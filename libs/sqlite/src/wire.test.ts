import { isThalaError, ThalaError } from '@thala/contracts/errors'
import { describe, expect, it } from 'vitest'
import { fromWire, toWire } from './wire.ts'

const cross = (error: unknown) => fromWire(structuredClone(toWire(error)))

describe('an error that crosses between threads', () => {
  it('keeps code, message and cause of a ThalaError', () => {
    const back = cross(new ThalaError('zombie', 'another owns it', { cause: new Error('epoch 4') }))
    expect(isThalaError(back, 'zombie')).toBe(true)
    expect(back.message).toBe('another owns it')
    expect(back.cause).toEqual(new Error('epoch 4'))
  })

  it('keeps name, message and stack of any other error', () => {
    const error = new RangeError('no such place')
    const back = cross(error)
    expect(back).toBeInstanceOf(Error)
    expect({ name: back.name, message: back.message, stack: back.stack }).toEqual({
      name: 'RangeError',
      message: 'no such place',
      stack: error.stack,
    })
    expect(isThalaError(back)).toBe(false)
  })

  it('does not take a code of something else for one of ours', () => {
    expect(toWire(Object.assign(new Error('x'), { code: 'ENOSPC' })).code).toBeUndefined()
  })

  it('turns what is no error into one', () => {
    expect(cross('just words').message).toBe('just words')
    expect(cross(undefined).message).toBe('undefined')
    expect(cross(new Error('outer', { cause: 'inner' })).cause).toEqual(new Error('inner'))
  })
})
