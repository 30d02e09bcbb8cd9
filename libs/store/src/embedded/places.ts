// Where a collection stands: the name under which its rows are kept. A promotion moves no row, it changes this name, so it
// is one short transaction however much it promotes, and a reader that looks the place up in the transaction of its
// question sees all of the old or all of the new.

import type { DatabaseSync } from 'node:sqlite'
import { text } from '@thala/sqlite/columns'
import type { PromoteArgs, Where } from './wire.ts'

/** Undefined: the namespace never wrote this collection. */
export type PlaceOf = (where: Where) => string | undefined

export function placesOf(db: DatabaseSync): PlaceOf {
  const find = db.prepare('SELECT place FROM store_places WHERE namespace = ? AND collection = ?')
  return ({ namespace, collection }) => {
    const row = find.get(namespace, collection)
    if (row) return text(row.place)
    return namespace === '' ? collection : undefined
  }
}

export function placeWriter(db: DatabaseSync) {
  const placeOf = placesOf(db)
  const set = db.prepare(
    `INSERT INTO store_places(namespace, collection, place) VALUES (?, ?, ?)
     ON CONFLICT (namespace, collection) DO UPDATE SET place = excluded.place`,
  )
  const remove = db.prepare('DELETE FROM store_places WHERE namespace = ? AND collection = ?')
  const removeAll = db.prepare('DELETE FROM store_places WHERE namespace = ?')
  const placesIn = db.prepare('SELECT place FROM store_places WHERE namespace = ?')
  const retire = db.prepare('INSERT INTO store_retired(place) VALUES (?)')
  return {
    placeOf,
    /** `unique`: a number that no other place of this collection has had. */
    create: ({ namespace, collection }: Where, unique: number): string => {
      const place = `${collection}#${unique}`
      set.run(namespace, collection, place)
      return place
    },
    promote: ({ name, collections }: PromoteArgs): void => {
      for (const collection of new Set(collections)) {
        const place = placeOf({ namespace: name, collection })
        if (place === undefined) continue
        retire.run(placeOf({ namespace: '', collection }) ?? collection)
        remove.run(name, collection)
        set.run('', collection, place)
      }
    },
    drop: (name: string): void => {
      for (const row of placesIn.all(name)) retire.run(text(row.place))
      removeAll.run(name)
    },
  }
}
