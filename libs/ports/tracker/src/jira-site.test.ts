import { describe, expect, it } from 'vitest'
import { siteOf } from './jira-site.ts'

describe('the site of an issue', () => {
  it.each([
    ['https://acme.atlassian.net/rest/api/3/issue/1', 'acme.atlassian.net', 'https://acme.atlassian.net'],
    [
      'http://jira.acme.example:8080/jira/rest/api/2/issue/1',
      'jira.acme.example_8080/jira',
      'http://jira.acme.example:8080/jira',
    ],
    ['acme.atlassian.net', 'acme.atlassian.net', 'https://acme.atlassian.net'],
    ['https://ACME.atlassian.net/', 'acme.atlassian.net', 'https://acme.atlassian.net'],
  ])('%s is %s', (address, site, base) => expect(siteOf(address)).toEqual({ site, base }))

  it.each([
    '',
    'ftp://acme.example',
    'a b',
    'https://',
    'javascript:alert(1)',
    'https://u:p@acme.example/',
    'https://x/<y>',
    `https://acme.example/${'x'.repeat(200)}`,
  ])('is not read out of %j', (address) => expect(siteOf(address)).toBeNull())
})
