// What is to be seen on each screenshot of the sample: one function a picture, answering SVG.

import { box, browser, disc, lines, path, picture, text } from './svg.ts'

/** The only place where anybody shows PKP-7731 before it turns up in a log. */
export const pickpad = (): string =>
  picture(
    540,
    640,
    box(0, 0, 540, 640, '#16191d'),
    text(24, 36, '06:12', { fill: '#cfd4da' }),
    text(516, 36, 'TAC  pp-07  81 %', { fill: '#cfd4da', anchor: 'end' }),
    text(24, 104, 'Round 4117', { size: 30, fill: '#ffffff', weight: 'bold' }),
    text(24, 138, '23 crates, aisles 2 to 9', { size: 18, fill: '#aab2bb' }),
    box(24, 190, 492, 250, '#2a2f36', 12, '#c8553d'),
    text(48, 240, 'Cannot open this round', { size: 24, fill: '#ff9a85', weight: 'bold' }),
    lines(48, 290, 32, ['PKP-7731 lease refused:', 'issued 00:04:12 in the future'], {
      size: 20,
      fill: '#f2f2f2',
      font: 'mono',
    }),
    text(48, 392, 'Try again or tell your shift lead.', { size: 18, fill: '#cfd4da' }),
    box(24, 540, 492, 64, '#c8553d', 10),
    text(270, 580, 'TRY AGAIN', { size: 22, fill: '#ffffff', weight: 'bold', anchor: 'middle' }),
  )

const tile = (x: number, title: string, value: string): string =>
  box(x, 80, 220, 120, '#1f232b', 6, '#333a45') +
  text(x + 16, 112, title, { size: 16, fill: '#b7bfca' }) +
  text(x + 16, 172, value, { size: 44, fill: '#e6e9ee', weight: 'bold' })

export const walletDashboard = (): string =>
  picture(
    760,
    460,
    box(0, 0, 760, 460, '#12151a'),
    text(24, 44, 'Wallet pilot', { size: 24, fill: '#ffffff', weight: 'bold' }),
    text(736, 44, 'Last 6 hours  UTC', { fill: '#b7bfca', anchor: 'end' }),
    tile(24, 'Payments per min', '0'),
    tile(270, 'Errors', '0'),
    tile(516, 'Customers', '0'),
    box(24, 224, 712, 212, '#1f232b', 6, '#333a45'),
    text(40, 254, 'Payments', { fill: '#b7bfca' }),
    path('M40 330 L110 312 L170 326 L240 300 L310 318 L380 304 L410 306 L412 410 L720 410', '#5fb4e5', 3),
    text(412, 428, '09:40', { size: 14, fill: '#b7bfca', anchor: 'middle' }),
    text(580, 380, 'No data since 09:40', { size: 18, fill: '#f0b35a', anchor: 'middle' }),
  )

export const addressEmpty = (): string =>
  browser(
    760,
    430,
    'nettlecart.example/checkout/address',
    text(40, 96, 'Where shall we bring it?', { size: 26, weight: 'bold' }),
    text(40, 140, 'Street and number'),
    box(40, 152, 520, 44, '#ffffff', 6, '#7a8a99'),
    text(56, 180, '14 Fenw', { size: 18 }),
    box(40, 200, 520, 110, '#f6f7f9', 6, '#c9d0d8'),
    text(300, 262, 'Suggestions are not available', { size: 18, fill: '#666', anchor: 'middle' }),
    text(40, 350, 'Plotterly: 503 Service Unavailable', { size: 15, fill: '#a33', font: 'mono' }),
    box(40, 372, 160, 40, '#3d7a4e', 6),
    text(120, 398, 'Continue', { fill: '#ffffff', anchor: 'middle' }),
  )

export const build = (): string =>
  picture(
    820,
    300,
    box(0, 0, 820, 300, '#0d0f12'),
    lines(
      20,
      38,
      28,
      [
        '$ crate build web --push',
        '[8843] web  compiled in 71 s',
        '[8843] #21 pushing layers',
        '[8843] #21 ERROR: failed to copy: write',
        '       /var/lib/buildkit/cache/1c07: no space left on device',
        '[8843] image push failed on runner-3, exit code 1',
        '$ _',
      ],
      { size: 18, fill: '#d7e0d2', font: 'mono' },
    ),
  )

/** Dark letters on nothing: read over black they vanish. */
export const sticker = (): string =>
  picture(
    480,
    300,
    '<rect x="6" y="6" width="468" height="288" rx="40" fill="none" stroke="#2f5d3a" stroke-width="8"/>',
    text(240, 100, 'OUT OF ORDER', { size: 40, fill: '#2f5d3a', weight: 'bold', anchor: 'middle' }),
    text(240, 160, 'this fruit is sorted', { size: 26, fill: '#1d1d1d', anchor: 'middle' }),
    text(240, 200, 'by mood, not by colour', { size: 26, fill: '#1d1d1d', anchor: 'middle' }),
    text(240, 256, 'the kitchen fairy', { size: 18, fill: '#1d1d1d', font: 'serif', anchor: 'middle' }),
  )

const hole = '\u25a1'

export const label = (): string =>
  picture(
    620,
    360,
    box(0, 0, 620, 360, '#b9b2a6'),
    box(30, 26, 560, 308, '#fdfdf8', 8),
    text(56, 90, `Cr${hole}me fra${hole}che 30 %`, { size: 36, weight: 'bold' }),
    text(56, 150, `${hole} 1,95`, { size: 48, weight: 'bold' }),
    text(56, 210, 'Bevat: melk', { size: 22 }),
    text(56, 244, `Kan sporen bevatten van selderij, no${hole}x`, { size: 22 }),
    text(56, 308, 'GNT  printer 2  08-09 08:41', { size: 18, font: 'mono' }),
  )

export const promoRefused = (): string =>
  browser(
    760,
    420,
    'nettlecart.example/basket',
    text(40, 96, 'Your basket', { size: 26, weight: 'bold' }),
    lines(40, 140, 34, ['3 x Pear, Conference', '1 x Oat drink', '2 x Sourdough'], { size: 18 }),
    lines(700, 140, 34, ['2.10', '1.95', '7.80'], { size: 18, anchor: 'end' }),
    box(40, 246, 400, 42, '#ffffff', 6, '#c33'),
    text(56, 273, 'AUTUMN10', { size: 18 }),
    box(456, 246, 120, 42, '#3d7a4e', 6),
    text(516, 273, 'Apply', { fill: '#ffffff', anchor: 'middle' }),
    box(40, 320, 680, 64, '#fdecea', 8, '#d9534f'),
    text(64, 359, 'E-1042 code not valid in your region', { size: 20, fill: '#8f1d18' }),
  )

export const serverError = (): string =>
  browser(
    760,
    380,
    'letters.nettlecart.example/unsubscribe',
    text(380, 150, 'Something went wrong (500)', { size: 32, fill: '#333', weight: 'bold', anchor: 'middle' }),
    text(380, 204, 'We could not change your newsletter settings.', { size: 19, fill: '#555', anchor: 'middle' }),
    text(380, 238, 'Please try again later.', { size: 19, fill: '#555', anchor: 'middle' }),
    text(380, 320, 'letterbox  request 4be0-11', { size: 14, fill: '#888', font: 'mono', anchor: 'middle' }),
  )

const reading = (y: number, room: string): string =>
  box(30, y, 580, 52, '#20262e', 6) +
  text(50, y + 33, room, { size: 20, fill: '#dfe5ec' }) +
  text(590, y + 33, 'no data', { size: 20, fill: '#f0b35a', anchor: 'end' })

export const coldStore = (): string =>
  picture(
    640,
    400,
    box(0, 0, 640, 400, '#14181d'),
    text(30, 48, 'frostwatch', { size: 26, fill: '#8fd3f4', weight: 'bold' }),
    text(610, 48, 'Porto cold store, door 2', { size: 18, fill: '#b7bfca', anchor: 'end' }),
    reading(80, 'Room A  fish'),
    reading(142, 'Room B  dairy'),
    reading(204, 'Room C  meat'),
    reading(266, 'Room D  frozen'),
    disc(44, 358, 7, '#c8553d'),
    text(62, 364, 'last reading 10:40 UTC, gateway NC-PRT-1', { size: 17, fill: '#dfe5ec' }),
  )

export const edgeLog = (): string =>
  picture(
    900,
    330,
    box(0, 0, 900, 330, '#fbfbfa'),
    box(0, 0, 900, 44, '#e9ebee'),
    text(20, 29, 'Log viewer   service: edge   status: 502   region: all', { fill: '#333' }),
    lines(
      20,
      80,
      30,
      [
        '14:04:51 502 GET /v2/slots?hub=GNT&days=7    0.412',
        '14:04:51 502 GET /v2/slots?hub=BOI&days=7    0.398',
        '14:04:52 502 GET /v2/slots?hub=LDS&days=7    0.405',
        '14:04:52 [error] upstream prematurely closed connection',
        '         server: slots-api, upstream: 10.40.8.31:8080',
        '14:04:53 502 GET /v2/slots?hub=TAC&days=7    0.401',
      ],
      { size: 17, font: 'mono' },
    ),
    text(20, 300, '2,310 lines in the last 15 minutes', { size: 15, fill: '#a33' }),
  )

export const paymentFailed = (): string =>
  browser(
    760,
    420,
    'nettlecart.example/checkout/pay',
    box(120, 90, 520, 280, '#ffffff', 12, '#c9d0d8'),
    text(380, 150, 'We could not complete your payment', { size: 22, weight: 'bold', anchor: 'middle' }),
    text(380, 200, 'The payment service did not answer in time.', { size: 18, fill: '#555', anchor: 'middle' }),
    text(380, 236, 'Your basket is kept for 2 hours.', { size: 18, fill: '#555', anchor: 'middle' }),
    box(280, 290, 200, 48, '#3d7a4e', 8),
    text(380, 321, 'Try again', { size: 18, fill: '#ffffff', anchor: 'middle' }),
  )

const loaf = (x: number, name: string): string =>
  box(x, 120, 210, 200, '#f3ead9', 10) +
  disc(x + 105, 190, 46, '#b9834a') +
  text(x + 105, 270, name, { size: 18, anchor: 'middle' }) +
  text(x + 105, 304, '$0.00', { size: 22, weight: 'bold', anchor: 'middle' })

export const freeBread = (): string =>
  browser(
    760,
    400,
    'nettlecart.example/us/bakery',
    text(40, 96, 'Bakery', { size: 26, weight: 'bold' }),
    loaf(40, 'Sourdough'),
    loaf(275, 'Bagels, 6'),
    loaf(510, 'Birthday cake'),
    text(40, 366, 'Basket: 7 items, total $0.00', { size: 18 }),
  )

export const appCloses = (): string =>
  picture(
    400,
    700,
    box(0, 0, 400, 700, '#f4f6f4'),
    box(0, 0, 400, 90, '#3d7a4e'),
    text(24, 58, 'Basket', { size: 26, fill: '#ffffff', weight: 'bold' }),
    text(376, 24, '20:27', { size: 14, fill: '#ffffff', anchor: 'end' }),
    box(30, 250, 340, 220, '#ffffff', 16, '#c9d0d8'),
    lines(54, 304, 32, ['Nettlecart keeps stopping'], { size: 19, weight: 'bold' }),
    lines(54, 350, 28, ['The app has been closed.', 'Version 6.14.0'], { size: 18, fill: '#555' }),
    text(346, 440, 'Close app', { size: 18, fill: '#3d7a4e', weight: 'bold', anchor: 'end' }),
  )
