// Valid examples of everything that comes in, for the fuzzer to bend.

const slackUser = {
  id: 'U1',
  team_id: 'T1',
  name: 'ada',
  profile: { display_name: 'Ada', real_name: 'Ada L' },
  is_bot: false,
}

export const slackLists = {
  'users.json': [slackUser, { ...slackUser, id: 'U2', is_bot: true, deleted: true, is_restricted: true }],
  'channels.json': [
    { id: 'C1', name: 'ops', is_private: false, members: ['U1', 'U2'], created: 1757318400, topic: { value: 'x' } },
  ],
}

const text = 'checkout answers 502 since the deploy <https://ci/4711|#4711> <@U1> &lt;b&gt; :fire: INC-K3M9QXR OPS-123'
const ts = '1757318400.000100'

export const slackRecords: readonly unknown[] = [
  {
    type: 'message',
    user: 'U1',
    text,
    ts,
    team: 'T1',
    client_msg_id: 'x',
    reactions: [{ name: 'eyes', users: ['U2'] }],
  },
  {
    type: 'message',
    user: 'U2',
    text: 'fixed',
    ts: '1757318500.000200',
    thread_ts: ts,
    edited: { user: 'U2', ts: '1757318600.000000' },
  },
  {
    type: 'message',
    subtype: 'message_deleted',
    ts: '1757318700.000000',
    deleted_ts: ts,
    previous_message: { type: 'message', user: 'U1', text, ts },
  },
  {
    type: 'message',
    subtype: 'message_changed',
    ts: '1757318800.000000',
    message: { type: 'message', user: 'U1', text: 'edited', ts },
  },
  {
    type: 'message',
    subtype: 'bot_message',
    bot_id: 'B1',
    username: 'Grafana',
    ts: '1757318900.000000',
    text: '',
    attachments: [
      { fallback: 'alert', title: 'p99 high', title_link: 'https://g/1', text, fields: [{ title: 'env', value: 3 }] },
    ],
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: '*p99* is high' }, fields: [{ type: 'plain_text', text: 'a' }] },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'see ' },
              { type: 'link', url: 'https://g', text: 'here' },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'emoji', name: 'fire' }] }],
          },
        ],
      },
    ],
    files: [
      {
        id: 'F1',
        name: 'a.png',
        mimetype: 'image/png',
        size: 12,
        url_private: 'https://files.slack.com/x',
        mode: 'hosted',
      },
    ],
  },
]

const who = { accountId: 'a-1', displayName: 'Ada', emailAddress: 'ada@acme.example', accountType: 'atlassian' }
const status = (name: string, key: string) => ({ id: name, name, statusCategory: { key, name: key } })
const adf = (words: string) => ({
  type: 'doc',
  version: 1,
  content: [
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: words, marks: [{ type: 'strong' }] },
        { type: 'mention', attrs: { text: '@ada' } },
      ],
    },
    {
      type: 'bulletList',
      content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'one' }] }] }],
    },
    { type: 'codeBlock', content: [{ type: 'text', text: 'at Pool.acquire (db.ts:12)' }] },
    {
      type: 'table',
      content: [{ type: 'tableRow', content: [{ type: 'tableCell', content: [{ type: 'paragraph' }] }] }],
    },
  ],
})

export const jiraPages: readonly unknown[] = [
  {
    startAt: 0,
    issues: [
      {
        id: '10001',
        key: 'OPS-1',
        self: 'https://acme.atlassian.net/rest/api/3/issue/10001',
        fields: {
          summary: 'checkout answers 502',
          description: adf('since the deploy of 4711'),
          created: '2025-09-08T08:00:00.000+0000',
          updated: '2025-09-08T09:00:00.000+0000',
          issuetype: { name: 'Incident' },
          priority: { name: 'Highest' },
          status: status('Done', 'done'),
          project: { id: '1', key: 'OPS', name: 'Operations' },
          reporter: who,
          comment: {
            comments: [
              {
                id: '7',
                author: who,
                body: 'h1. rolled *back* {code}x{code} [a|https://b] !p.png!',
                created: '2025-09-08T08:30:00.000+0000',
                updated: '2025-09-08T08:30:00.000+0000',
              },
            ],
          },
          attachment: [
            {
              id: '9',
              filename: 'a.png',
              mimeType: 'image/png',
              size: 12,
              content: 'https://acme.atlassian.net/x/9',
              created: '2025-09-08T08:00:00.000+0000',
            },
          ],
        },
        changelog: {
          histories: [
            {
              id: '3',
              created: '2025-09-08T09:00:00.000+0000',
              author: who,
              items: [{ field: 'status', from: '1', fromString: 'Open', to: 'Done', toString: 'Done' }],
            },
          ],
        },
      },
    ],
  },
]

const lines = (...some: readonly string[]): string => some.join('\r\n')

export const mails: readonly string[] = [
  lines(
    'From: =?utf-8?Q?Ad=C3=A1?= <ada@acme.example>',
    'To: ops@acme.example, "B, C" <b@acme.example>',
    'Subject: =?utf-8?B?Y2hlY2tvdXQgNTAy?=',
    'Message-ID: <1@acme.example>',
    'Date: Mon, 08 Sep 2025 08:00:00 +0000',
    'Received: from a by b; Mon, 08 Sep 2025 08:00:01 +0000',
    'Content-Type: multipart/mixed; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'checkout answers 502=2E caf=E9',
    '',
    'On Mon, 8 Sep 2025, Bob wrote:',
    '> did you deploy?',
    '-- ',
    'Ada',
    '--b1',
    'Content-Type: image/png; name="a.png"',
    "Content-Disposition: attachment; filename*=utf-8''%C3%A1.png",
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--b1--',
    '',
  ),
  lines(
    'From: bob@acme.example',
    'To: ops@acme.example',
    'Subject: Re: checkout 502',
    'In-Reply-To: <1@acme.example>',
    'References: <0@acme.example> <1@acme.example>',
    'Date: Mon, 8 Sep 2025 09:00:00 GMT',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<html><body><p>rolled back &amp; fixed</p><blockquote>checkout <b>answers</b> 502</blockquote><script>x</script></body></html>',
    '',
  ),
]

export const mbox = (): string =>
  mails.map((mail) => `From ada@acme.example Mon Sep  8 08:00:00 2025\r\n${mail}\r\n`).join('')

export const ticketTables: readonly string[] = [
  lines(
    'ticket_id,created_at,resolved_at,status,priority,channel,queue,agent_id,satisfaction_score,sla_breach,reopened_count,title,description,requester,product,tags,comments,updated_at',
    '1,2025-09-08T08:00:00Z,,open,high,mail,Billing,a1,,false,0,"checkout ""502""","since the',
    'deploy",eve@acme.example,shop,"[""a"",""b""]","rolled back",2025-09-08T09:00:00Z',
    '2,2025-09-08 09:00,2025-09-08 10:00,closed,low,chat,,a2,4.5,TRUE,2,x,y,z,,"a;b",,',
    '',
  ),
  '\ufeffticket_id;created_at;title\n7;08.09.2025;x\n',
]

export const readerMaps: readonly string[] = [
  'jira:OPS=workspace,mail:ops@acme.example=slack:T1:C1',
  'ticket:a%2Cb=workspace, mail:*=slack:T1:C2',
]

export const messages: readonly string[] = [text, slackRecords.map((one) => JSON.stringify(one)).join('\n'), ...mails]
