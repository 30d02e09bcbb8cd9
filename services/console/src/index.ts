export { openSite, type Site, type SiteFile } from './site.ts'
