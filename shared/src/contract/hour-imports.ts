import * as z from 'zod'
import { hourRowOutcomes, MOST_HOUR_BYTES, MOST_HOUR_ROWS } from '../hours'
import { staffRoles } from '../roles'
import { unreadableSheet } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const upload = { maxBytes: MOST_HOUR_BYTES }
const count = z.number().int().min(0)
const errors = [...unreadableSheet, 'hour_import.too_many_rows', 'hour_import.no_header'] as const

const outcome = z.object({
  total: count.describe('rows with something in them: added + known + refused'),
  added: count,
  known: count.describe('stood in the ledger already'),
  refused: count,
  minutes: count.describe('of the rows that are added'),
  rows: z
    .array(
      z.object({
        row: count.describe('in the sheet, from 1'),
        name: z.string().describe('as it is written there'),
        outcome: z.enum(hourRowOutcomes),
        words: z.string().describe('what is written in, or what is wrong and what to do'),
      }),
    )
    .max(MOST_HOUR_ROWS),
})

export const hourImportsEndpoints = {
  ...endpoint('hourImports.template', {
    summary:
      'An empty sheet of past hours to fill in, with the dates of the caller that are over and how to write things',
    tag: 'hours',
    access: staff,
    binary: xlsx,
  }),
  ...endpoint('hourImports.check', {
    summary:
      'Look a sheet of past hours (.xlsx) over: what would become of each row; nothing is stored',
    tag: 'hours',
    access: staff,
    upload,
    response: outcome,
    errors,
  }),
  ...endpoint('hourImports.create', {
    summary:
      'Write a sheet of past hours (.xlsx) in, row by row, by the rules of hours.add; the same file again adds nothing',
    tag: 'hours',
    access: staff,
    upload,
    status: 201,
    response: outcome,
    errors,
  }),
  ...endpoint('hourImports.result', {
    summary:
      'The rows that my last import gave back, with why and what to do, to be mended and imported again; for seven days',
    tag: 'hours',
    access: { who: 'person', roles: staffRoles, scope: 'self' },
    binary: xlsx,
    errors: ['hour_import.no_result'],
  }),
}
