import type { Ticket, TicketLine } from '../matter/steps'

/** `n` as a record id. */
export const idOf = (n: number) => String(n).padStart(24, '0')

/** A matter as the ledger lists it. */
export function lineOf(n: number, change: Partial<TicketLine> = {}): TicketLine {
  return {
    id: idOf(n),
    number: `LX-20261122-000${n}`,
    type: 'appeal',
    title: `第 ${n} 件事`,
    state: 'accepted',
    stateLabel: '已受理',
    org: { id: 'b'.repeat(24), name: '望江社区' },
    source: { channel: 'group', label: '第三支部群' },
    reporter: '王**',
    digest: null,
    assignee: null,
    clock: null,
    listed: false,
    createdAt: '2026-11-22T02:00:00.000Z',
    ...change,
  }
}

/** The same opened, with the steps that a secretary may make on an accepted one. */
export function ticketOf(n: number, change: Partial<Ticket> = {}): Ticket {
  return {
    ...lineOf(n),
    text: `第 ${n} 件事，说得详细一点`,
    photos: [],
    clocks: [],
    log: [
      {
        at: '2026-11-22T02:00:00.000Z',
        action: 'raise',
        label: '提出',
        by: '反映人',
        from: null,
        to: 'pending',
        text: null,
        internal: false,
      },
    ],
    rating: null,
    revision: 3,
    actions: [
      {
        action: 'assign',
        label: '交办',
        primary: false,
        needs: ['assignee'],
        textLabel: '交代一句',
      },
      {
        action: 'answer_and_solve',
        label: '答复并办结',
        primary: true,
        needs: ['text'],
        textLabel: '答复',
      },
      { action: 'answer', label: '答复', primary: false, needs: ['text'], textLabel: '答复' },
      {
        action: 'decline',
        label: '不予受理',
        primary: false,
        needs: ['text'],
        textLabel: '理由',
      },
    ],
    ...change,
  }
}
