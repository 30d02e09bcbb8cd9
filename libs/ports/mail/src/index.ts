// The mail port: mails as messages of Thala. An mbox is read here; a mailbox over IMAP reads the same mails the same way.

export { type MailContext, type MailEvent, type MailMessage, mailMessage, threadMailOf } from './mail-message.ts'
export { type MailHead, type MailRecord, readHead, readMail } from './mail-record.ts'
export { fromLine } from './mail-time.ts'
export { type MboxExport, type MboxFile, openMbox } from './mbox-export.ts'
export { splitWords, type Words } from './own-words.ts'
export { noThreads, remember, type Threaded, type ThreadMail, type Threads, threadOf, threadsOf } from './thread.ts'
