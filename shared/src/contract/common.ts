import * as z from 'zod'

/** A record id (24 hex characters). */
export const id = z.string().regex(/^[0-9a-f]{24}$/, '编号格式不对')
/** An instant, ISO 8601 in UTC. */
export const instant = z.iso.datetime({ offset: true })
/** A Shanghai calendar day, `YYYY-MM-DD`. */
export const day = z.iso.date()
export const idParams = z.object({ id })
/** Of a reply page: a digest and a group, signed. */
export const replyToken = z.string().min(1).max(200)

/** Keyset paging: pass `nextCursor` of the last page back as `cursor`; null = no more. */
export const pageQuery = {
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
}

/** A page of `item`s. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** Text a person typed: trimmed, not empty, at most `max` characters (UTF-16 units). */
export function typedText(max: number) {
  return (
    z
      .string()
      .trim()
      .min(1, '请填写内容')
      .max(max, `最多 ${max} 个字`)
      // NUL and other control characters have no meaning here and break exports.
      .transform((text) => text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, ''))
      .refine((text) => text.length > 0, '请填写内容')
  )
}

/** Mainland mobile number. */
export const phone = z.string().regex(/^1[3-9]\d{9}$/, '请填 11 位手机号')
/** Why an uploaded .xlsx cannot be read, whatever should be in it. */
export const unreadableSheet = [
  'sheet.not_a_workbook',
  'sheet.encrypted',
  'sheet.too_large',
  'sheet.broken',
  'sheet.empty',
] as const
export const anyone = { who: 'anyone' } as const
