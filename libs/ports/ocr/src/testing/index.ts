// Files for tests, made by code: never imported by production.

export * from './pdf.ts'
export * from './png.ts'
