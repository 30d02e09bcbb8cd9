// Operations of the reading thread. `get` shows what is committed; the others may lag on purpose, by a connection of their
// own that holds one state of the file until it is told, or old enough, to go on.

import { DatabaseSync } from 'node:sqlite'
import { BUSY_TIMEOUT_MS } from '@thala/sqlite/busy'
import { text } from '@thala/sqlite/columns'
import { placesOf } from './places.ts'
import { onOneState, rowsOf } from './rows.ts'
import { scanner } from './scan.ts'
import { searcher } from './search.ts'
import { byUtf8, toSql } from './values.ts'
import type { FindArgs, FoundRow, GetArgs, Row, ScanAnswer, ScanArgs, SearchArgs } from './wire.ts'

export function reader(db: DatabaseSync) {
  const live = createView(db)
  const rows = rowsOf(db)
  const placeOf = placesOf(db)
  let lagging: Lagging | undefined
  const view = (lagMs: number): View => {
    if (lagMs <= 0) return live
    lagging ??= createLagging(db)
    return lagging.view(lagMs)
  }
  return {
    get: ({ ids, ...where }: GetArgs): Row[] =>
      onOneState(db, () => {
        const place = placeOf(where)
        return place === undefined ? [] : ids.flatMap((id) => rows.byId(place, id) ?? [])
      }),
    find: (args: FindArgs): Row[] => view(args.lagMs).find(args),
    scan: (args: ScanArgs): ScanAnswer => view(args.lagMs).scan(args),
    search: (args: SearchArgs): FoundRow[] => view(args.lagMs).search(args),
    /** Lets go of the state that was held; with a lag, takes the present one. */
    refresh: ({ lagMs }: { lagMs: number }): void => {
      lagging?.end()
      lagging = undefined
      view(lagMs)
    },
    file: (): string => db.location() ?? '',
  }
}

interface View {
  find(args: FindArgs): Row[]
  scan(args: ScanArgs): ScanAnswer
  search(args: SearchArgs): FoundRow[]
}

function createView(db: DatabaseSync): View {
  const rows = rowsOf(db)
  const scan = scanner(db)
  const search = searcher(db, rows)
  const placeOf = placesOf(db)
  const find = db.prepare(
    'SELECT id FROM store_fields WHERE collection = ? AND field = ? AND value = ? ORDER BY id LIMIT ?',
  )
  return {
    find: ({ field, values, limit, ...where }) =>
      onOneState(db, () => {
        const place = placeOf(where)
        if (place === undefined) return []
        const found = new Set<string>()
        for (const value of values)
          for (const row of find.all(place, field, toSql(value), limit)) found.add(text(row.id))
        const ids = [...found].sort(byUtf8).slice(0, limit)
        return ids.flatMap((id) => rows.byId(place, id) ?? [])
      }),
    scan: (args) => onOneState(db, () => scan(args)),
    search: (args) => onOneState(db, () => search(args)),
  }
}

interface Lagging {
  view(lagMs: number): View
  end(): void
}

function createLagging(db: DatabaseSync): Lagging {
  const own = new DatabaseSync(db.location() ?? '', { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  const view = createView(own)
  const touch = own.prepare('SELECT last FROM store_sequence')
  let since = 0
  const hold = () => {
    if (own.isTransaction) own.exec('COMMIT')
    own.exec('BEGIN')
    // A transaction takes its state of the file at its first read.
    touch.get()
    since = performance.now()
  }
  hold()
  return {
    view: (lagMs) => {
      if (performance.now() - since >= lagMs) hold()
      return view
    },
    end: () => own.close(),
  }
}
