import { describe, expect, it } from 'vitest'
import { uploadsIn } from './uploads.ts'

describe('the files of messages', () => {
  it.each([
    '__uploads/F02PM6A1AUA/error.png',
    'general/attachments/F02PM6A1AUA-error.png',
    'C012345/F02PM6A1AUA-error.png',
    'attachments/F02PM6A1AUA-error.png',
    'files/F02PM6A1AUA.png',
  ])('are found by their id in %s', (name) => expect(uploadsIn([name])).toEqual(new Map([['F02PM6A1AUA', name]])))

  it.each([
    'general/2025-09-08.json',
    'FILES/readme.txt',
    'general/Friday.png',
    'FROMAGE/x/y.png',
    'F02PM6A1AUA.json',
    '',
  ])('are not seen in %j', (name) => expect(uploadsIn([name]).size).toBe(0))
})
