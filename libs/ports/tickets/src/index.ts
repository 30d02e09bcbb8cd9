// The tickets port: tables of a helpdesk's tickets as messages of Thala.

export { looksLikeTickets, readTicketExport, type TicketExport } from './ticket-export.ts'
export { type TicketContext, type TicketEvent, ticketMessages } from './ticket-message.ts'
export { readHeader, readTicketRow, type TicketRow } from './ticket-row.ts'
