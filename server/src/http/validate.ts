import * as z from 'zod'
import { AppError } from '../platform/app-error'

z.config(z.locales.zhCN())

const parts = ['params', 'query', 'body'] as const
type Part = (typeof parts)[number]

/** Schemas of an endpoint, by part of the request. */
export type PartSchemas = { [P in Part]?: z.ZodType | undefined }

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return '这一项要填'
  return issue.message
}

/**
 * Validates the parts of a request that an endpoint declares.
 * @returns the parsed parts, nothing undeclared
 * @throws AppError request.invalid naming each field by path, e.g. `body.points.0.text`
 */
export function validateInput(
  schemas: PartSchemas,
  raw: Record<Part, unknown>,
): Partial<Record<Part, unknown>> {
  const input: Partial<Record<Part, unknown>> = {}
  const fields: Record<string, string> = {}
  for (const part of parts) {
    const schema = schemas[part]
    if (!schema) continue
    const parsed = schema.safeParse(raw[part], { reportInput: true })
    if (parsed.success) input[part] = parsed.data
    else
      for (const issue of parsed.error.issues)
        fields[[part, ...issue.path].join('.')] ??= sentence(issue)
  }
  if (Object.keys(fields).length > 0) throw new AppError('request.invalid', fields)
  return input
}
